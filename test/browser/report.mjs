// Opens a report in headless Chromium from file:// with the network off and compares it with its document.
//
//   node report.mjs report.html solution.json [--screenshots FOLDER]
//
// Exit codes: 0 all is well, 1 something is not, 77 there is no Chromium.
//
// Checks: no error or warning on the console, no request but the file itself, every chart drawn, every
// number on the page equal to the document's (data-value exactly, the visible digits up to their rounding),
// no sideways scrolling on a desktop and on a phone, the same text without JavaScript.
import {readFileSync} from 'node:fs';
import {isDeepStrictEqual} from 'node:util';

import {PageCheck, pageArguments} from './browser.mjs';

const [reportFile, solutionFile, screenshots] = pageArguments('report.mjs');
const check = new PageCheck(reportFile);
const solution = JSON.parse(readFileSync(solutionFile, 'utf8'));

let numbers = 0;
let charts = 0;
let text = '';
await check.atBothWidths(screenshots, async (page, name) => {
  numbers = await check.sameAs(solution, page);
  const {objective, minima} = JSON.parse(await page.locator('#solution').textContent());
  check.expect(objective === solution.objective, 'the embedded document has another objective');
  check.expect(isDeepStrictEqual(minima, solution.minima), 'the embedded document has other minima');
  charts = await page.locator('.chart').count();
  text = await page.locator('h1').textContent();
  const seconds = page.locator('.choice button[data-axis="seconds"]');
  if (await seconds.count()) {
    await seconds.click();
    check.expect(await seconds.getAttribute('aria-pressed') === 'true', `${name}: the axis cannot be chosen`);
    await page.waitForTimeout(300);
    await check.drawn(page, `${name}, over seconds`);
  }
});
await check.open(1280, 900, {javaScriptEnabled: false}, async (page) => {
  check.expect(await page.locator('h1').textContent() === text, 'another title without JavaScript');
  check.expect(await page.locator('[data-field]').count() === numbers, 'other numbers without JavaScript');
});
check.expect(numbers > 0 || Object.keys(solution).length === 0, 'no number on the page');
check.finish(`${numbers} numbers, ${charts} charts`);
