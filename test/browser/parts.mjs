// What a person asks, on the page of `orthant recover` of data with names: the parts come first, in words with
// weights and never in numbers of columns; groups and known labels; every other minimum part by part; and nine
// minima on one screen of a phone.
//
//   node parts.mjs report.html solution.json
//
// Exit codes are those of report.mjs.
import {readFileSync} from 'node:fs';

import {PageCheck, pageArguments} from './browser.mjs';

const [reportFile, solutionFile, screenshots] = pageArguments('parts.mjs');
const check = new PageCheck(reportFile);
const solution = JSON.parse(readFileSync(solutionFile, 'utf8'));

const cards = () => [...document.querySelectorAll('.part')].map((card) => ({
  number: card.querySelector('header b').textContent,
  names: [...card.querySelectorAll('.name')].map((name) => name.textContent),
  meters: [...card.querySelectorAll('.names .meter i')].map((bar) => bar.getBoundingClientRect().width),
  text: card.textContent,
}));

const headings = () => [...document.querySelectorAll('h2')].map((h) => h.textContent);

/** From the top of the first row of the table of minima to the bottom of the ninth. */
const heightOfNine = () => {
  const rows = [...document.querySelectorAll('table.minima tbody tr')].slice(0, 9).map((row) => row.getBoundingClientRect());
  return {rows: rows.length, height: rows.at(-1).bottom - rows[0].top};
};

const matches = () => [...document.querySelectorAll('table.stability tbody tr:not(.total)')].map((row) => row.querySelectorAll('td').length);

await check.atBothWidths(screenshots, async (page, name) => {
  const shown = await page.evaluate(cards);
  check.expect(shown.length === solution.parts.length, `${name}: ${shown.length} cards for ${solution.parts.length} parts`);
  shown.forEach((card, k) => {
    const listed = solution.parts[k].distinctive_columns.map((entry) => entry.name);
    check.expect(card.number === String(k + 1), `${name}: card ${k} has the number ${card.number}`);
    check.expect(JSON.stringify(card.names) === JSON.stringify(listed), `${name}: part ${k + 1} shows ${card.names}`);
    check.expect(card.meters.every((width) => width >= 0) && Math.max(...card.meters) > 10, `${name}: no bars in part ${k + 1}`);
    check.expect(!card.names.some((word) => /^\d+$/.test(word)), `${name}: numbers of columns in part ${k + 1}`);
  });
  const titles = await page.evaluate(headings);
  check.expect(titles[0] === 'The parts', `${name}: the page begins with "${titles[0]}"`);
  check.expect(titles.indexOf('Can it be trusted?') < titles.indexOf('What was checked about the best point'), `${name}: proofs before trust`);
  const table = await page.locator('table.confusion tbody tr').count();
  check.expect(table === solution.agreement.table.length, `${name}: ${table} rows of known labels`);
  const others = solution.minima.filter((minimum) => minimum.comparison).length;
  const counts = await page.evaluate(matches);
  check.expect(counts.length === solution.parts.length && counts.every((n) => n === Math.min(others, 12)), `${name}: ${counts} cells of ${others} minima`);
  if (name !== 'phone') return;
  const {rows, height} = await page.evaluate(heightOfNine);
  check.expect(rows === Math.min(9, solution.minima.length) && rows >= 6, `${rows} minima in sight of ${solution.minima.length}`);
  check.expect(height <= 667, `nine minima take ${height} pixels of a phone`);
  await page.setViewportSize({width: 375, height: 667});
  await check.fits(page, 'a narrow phone');
  check.expect((await page.evaluate(heightOfNine)).height <= 667, 'nine minima do not fit on a narrow phone');
});
check.finish(`${solution.parts.length} parts, ${solution.minima.length} minima`);
