// Opens the page of `orthant reproduce` in headless Chromium from file:// with the network off and compares it
// with its document.
//
//   node statements.mjs reproduce.html reproduce.json [--screenshots FOLDER]
//
// Exit codes and checks are those of report.mjs; and every row of the document stands on the page with its sign,
// and every statement with its verdict.
import {readFileSync} from 'node:fs';
import {isDeepStrictEqual} from 'node:util';

import {PageCheck, pageArguments} from './browser.mjs';

const [pageFile, documentFile, screenshots] = pageArguments('statements.mjs');
const check = new PageCheck(pageFile);
const document_ = JSON.parse(readFileSync(documentFile, 'utf8'));

const labels = {'holds': 'Holds', 'holds, corrected': 'Holds, corrected', 'refuted': 'Refuted', 'fails': 'Fails'};

/** [{verdict, signs}] of every article: the tag's words, and the last sign of every row. */
const articles = () => [...document.querySelectorAll('article.statement')].map((article) => ({
  verdict: article.querySelector('.tag').textContent,
  signs: [...article.querySelectorAll('tbody tr')].map((row) => [...row.querySelectorAll('.sign')].at(-1).textContent),
}));

const visibleText = () => document.querySelector('main').innerText.replace(/\s+/g, ' ');

/** The text of every chart is dropped, as are buttons: neither is there without JavaScript. */
const plainText = () => {
  const copy = document.querySelector('main').cloneNode(true);
  for (const e of copy.querySelectorAll('.chart, button')) e.remove();
  return copy.textContent.replace(/\s+/g, ' ');
};

let fields = 0;
let charts = 0;
let text = '';
await check.atBothWidths(screenshots, async (page, name) => {
  fields = await check.sameAs(document_, page);
  const embedded = JSON.parse(await page.locator('#paper').textContent());
  check.expect(isDeepStrictEqual(embedded.claims, document_.claims), 'the embedded document has other claims');
  check.expect(isDeepStrictEqual(embedded.counts, document_.counts), 'the embedded document has other counts');

  const shown = await page.evaluate(articles);
  check.expect(shown.length === document_.claims.length, `${name}: ${shown.length} claims of ${document_.claims.length}`);
  document_.claims.forEach((claim, i) => {
    check.expect(shown[i]?.verdict === labels[claim.verdict], `${claim.id}: verdict "${shown[i]?.verdict}"`);
    const signs = claim.rows.map((row) => (row.holds ? '✓ holds' : '✗ fails'));
    check.expect(isDeepStrictEqual(shown[i]?.signs, signs), `${claim.id}: signs ${shown[i]?.signs}`);
  });
  const links = await page.locator('article.statement a[href$="certificate.json"]').evaluateAll((all) => all.map((a) => a.getAttribute('href')));
  const named = document_.claims.flatMap((claim) => claim.rows).filter((row) => row.certificate);
  check.expect(isDeepStrictEqual(links, named.map((row) => `certificates/${row.certificate}/certificate.json`)), `${name}: links to certificates ${links}`);
  const seen = await page.evaluate(visibleText);
  for (const row of document_.claims.flatMap((claim) => claim.rows).filter((row) => row.printed)) {
    for (const words of ['printed', 'expected', 'measured']) {
      check.expect(seen.includes(row[words].replace(/\s+/g, ' ')), `${name}: "${row[words]}" cannot be seen`);
    }
  }
  charts = await page.locator('.chart').count();
  check.expect(charts === document_.figures.length, `${name}: ${charts} charts for ${document_.figures.length} figures`);
  check.expect(await page.locator('article .command button').first().isVisible(), `${name}: no button to copy a command`);
  text = await page.evaluate(plainText);
});
await check.open(1280, 900, {javaScriptEnabled: false}, async (page) => {
  check.expect(await page.evaluate(plainText) === text, 'another text without JavaScript');
});
check.expect(fields > 0, 'no field on the page');
check.finish(`${fields} fields, ${charts} charts`);
