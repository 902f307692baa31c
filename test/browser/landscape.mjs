// Opens the page of `orthant landscape` in headless Chromium from file:// with the network off and compares it with
// its document.
//
//   node landscape.mjs landscape.html landscape.json [--screenshots FOLDER]
//
// Exit codes and checks are those of report.mjs; and at both widths the picture has two panels with titled axes,
// contours, every critical point that its window shows, and labels that do not lie on each other.
import {readFileSync} from 'node:fs';

import {PageCheck, pageArguments} from './browser.mjs';

const [pageFile, documentFile, screenshots] = pageArguments('landscape.mjs');
const check = new PageCheck(pageFile);
const document_ = JSON.parse(readFileSync(documentFile, 'utf8'));

const shown = document_.panels.map(({points, window: w}) => points.filter(
    ({x, y}) => x >= w.x_min && x <= w.x_max && y >= w.y_min && y <= w.y_max).length);

/** What the picture holds. */
const picture = () => {
  const svg = document.querySelector('#chart-landscape svg');
  const count = (selector) => svg.querySelectorAll(selector).length;
  const visible = [...svg.querySelectorAll('text')].map((text) => text.textContent);
  const box = svg.getBoundingClientRect();
  const outside = [...svg.querySelectorAll('.mark-text text, .role-axis-title text')].filter((text) => {
    if (text.getAttribute('opacity') === '0') return false;
    const {left, right} = text.getBoundingClientRect();
    return left < box.left - 1 || right > box.right + 1;
  }).map((text) => text.textContent);
  const labels = [...svg.querySelectorAll('.mark-text.role-mark text')].filter(
      (text) => text.getAttribute('font-weight') === 'bold' && !text.getAttribute('stroke') && text.getAttribute('opacity') !== '0');
  const overlaps = labels.flatMap((a, i) => labels.slice(i + 1).filter((b) => {
    const p = a.getBoundingClientRect(), q = b.getBoundingClientRect();
    return p.left < q.right - 2 && q.left < p.right - 2 && p.top < q.bottom - 2 && q.top < p.bottom - 2;
  }).map((b) => `${a.textContent} and ${b.textContent}`));
  return {labels: labels.map((text) => text.textContent), overlaps, contours: count('.mark-path path'), symbols: count('.mark-symbol.role-mark path'), visible, outside,
          text: svg.outerHTML};
};

let numbers = 0;
const side = [];
await check.atBothWidths(screenshots, async (page, name) => {
  numbers = await check.sameAs(document_, page);
  const found = await page.evaluate(picture);
  for (const {title} of [...document_.axes, ...document_.panels]) {
    check.expect(found.visible.filter((text) => text === title).length >= 1, `${name}: "${title}" is not in the picture`);
  }
  for (const {title} of document_.axes) {
    check.expect(found.visible.filter((text) => text === title).length === 2, `${name}: not two axes named "${title}"`);
  }
  check.expect(found.contours >= document_.levels.length, `${name}: ${found.contours} contours`);
  check.expect(found.symbols >= shown[0] + shown[1], `${name}: ${found.symbols} marks for ${shown} points`);
  for (const {title, points, window: w} of document_.panels) {
    const minima = points.filter(({x, y, verdict}) => verdict.endsWith('minimizer') && x >= w.x_min && x <= w.x_max && y >= w.y_min && y <= w.y_max);
    const labels = found.labels.filter((text) => text.endsWith('minimum'));
    check.expect(labels.length >= minima.length, `${name}: "${title}" has labels ${labels} for ${minima.length} minima`);
  }
  check.expect(found.overlaps.length === 0, `${name}: labels lie on each other: ${found.overlaps.join(', ')}`);
  for (const kind of ['SVG', 'PNG']) {
    check.expect(await page.getByText(`Save as ${kind}`).count() === 1, `${name}: no menu saves the picture as ${kind}`);
  }
  check.expect(!found.text.includes('NaN'), `${name}: NaN in the picture`);
  check.expect(found.outside.length === 0, `${name}: cut off: ${found.outside.join(', ')}`);
  side.push(await page.evaluate((titles) => {
    const texts = [...document.querySelectorAll('#chart-landscape svg text')];
    const [a, b] = titles.map((title) => texts.find((text) => text.textContent === title).getBoundingClientRect());
    return Math.abs(a.left - b.left) > Math.abs(a.top - b.top) ? 'side by side' : 'one above the other';
  }, document_.panels.map(({title}) => title)));
});
check.expect(side[0] === 'side by side', `the panels stand ${side[0]} on a desktop`);
check.expect(side[1] === 'one above the other', `the panels stand ${side[1]} on a phone`);
const points = document_.panels.flatMap((panel) => panel.points);
check.expect(numbers >= 3 * points.length && points.length > 0, `${numbers} numbers for ${points.length} points`);
check.finish(`${numbers} numbers, ${shown} points`);
