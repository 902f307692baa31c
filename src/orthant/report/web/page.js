// Draws every chart whose specification is in the page, and wires the three conveniences: the choice of the
// horizontal axis, the copy button, and opening what is folded before printing.
(() => {
  'use strict';
  const views = [];

  // `ast`: expressions are interpreted, not compiled, so that the page's security policy can forbid eval.
  // Vega or Vega-Lite: the specification's $schema says.
  const options = {renderer: 'svg', actions: false, ast: true, tooltip: {theme: 'light'}};

  async function draw(script) {
    const place = document.getElementById(script.dataset.chart);
    try {
      const specification = JSON.parse(script.textContent);
      place.setAttribute('role', 'img');
      place.setAttribute('aria-label', specification.description);
      const {view} = await vegaEmbed(place, specification, options);
      views.push(view);
      place.dataset.drawn = 'true';
    } catch (error) {
      place.textContent = 'This chart could not be drawn.';
      console.error(error);
    }
  }

  for (const script of document.querySelectorAll('script[data-chart]')) draw(script);

  const choice = document.querySelector('.choice');
  if (choice) {
    choice.hidden = false;
    choice.addEventListener('click', (event) => {
      const axis = event.target.dataset.axis;
      if (!axis) return;
      for (const button of choice.querySelectorAll('button')) {
        button.setAttribute('aria-pressed', String(button === event.target));
      }
      for (const view of views) {
        if ('axis' in view.getState().signals) view.signal('axis', axis).runAsync();
      }
    });
  }

  for (const button of document.querySelectorAll('[data-copy]')) {
    if (!navigator.clipboard) continue;
    button.hidden = false;
    button.addEventListener('click', async () => {
      await navigator.clipboard.writeText(document.getElementById(button.dataset.copy).textContent);
      button.textContent = 'Copied';
      setTimeout(() => { button.textContent = 'Copy'; }, 1500);
    });
  }

  let folded = [];
  addEventListener('beforeprint', () => {
    folded = [...document.querySelectorAll('details:not([open])')];
    for (const details of folded) details.open = true;
  });
  addEventListener('afterprint', () => {
    for (const details of folded) details.open = false;
  });
})();
