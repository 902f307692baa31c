// Draws every picture and every chart whose specification is in the page, and wires the three conveniences: the
// choice of the horizontal axis, the copy button, and opening what is folded before printing.
(() => {
  'use strict';
  const views = [];

  // Paper to deep blue, lightness falling evenly: reads the same in grey and to every kind of colour vision.
  const ink = [[250, 248, 243], [205, 224, 232], [126, 180, 205], [48, 124, 165], [15, 68, 110], [6, 25, 52]];

  // `data-pixels`: two hexadecimal digits each, row by row; ff is the darkest.
  for (const canvas of document.querySelectorAll('canvas[data-pixels]')) {
    const context = canvas.getContext('2d');
    const image = context.createImageData(canvas.width, canvas.height);
    canvas.dataset.pixels.match(/../g).forEach((digits, i) => {
      const at = Number.parseInt(digits, 16) / 255 * (ink.length - 1);
      const below = Math.min(Math.floor(at), ink.length - 2);
      const mixed = ink[below].map((colour, c) => colour + (at - below) * (ink[below + 1][c] - colour));
      image.data.set([...mixed, 255], 4 * i);
    });
    context.putImageData(image, 0, 0);
  }

  // `ast`: expressions are interpreted, not compiled, so that the page's security policy can forbid eval.
  // Vega or Vega-Lite: the specification's $schema says.
  const options = {renderer: 'svg', ast: true, tooltip: {theme: 'light'}};

  async function draw(script) {
    const place = document.getElementById(script.dataset.chart);
    if (typeof vegaEmbed === 'undefined') {
      place.textContent = 'There is no chart: orthant was built without chart libraries.';
      return;
    }
    try {
      const specification = JSON.parse(script.textContent);
      place.setAttribute('role', 'img');
      place.setAttribute('aria-label', specification.description);
      // Pictures to show elsewhere can be saved.
      const actions = script.dataset.save === undefined ? false : {export: true, source: false, compiled: false, editor: false};
      const {view} = await vegaEmbed(place, specification, {...options, actions, downloadFileName: document.title});
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
