// Opens a report in headless Chromium from file:// with the network off and compares it with its document.
//
//   node report.mjs report.html solution.json [--screenshots FOLDER]
//
// Exit codes: 0 all is well, 1 something is not, 77 there is no Chromium.
//
// Checks: no error or warning on the console, no request but the file itself, every chart drawn, every
// number on the page equal to the document's (data-value exactly, the visible digits up to their rounding),
// no sideways scrolling on a desktop and on a phone, the same text without JavaScript.
import {createRequire} from 'node:module';
import {existsSync, mkdtempSync, readFileSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {fileURLToPath, pathToFileURL} from 'node:url';
import {isDeepStrictEqual} from 'node:util';

import {disagreement, resolve} from './numbers.mjs';

const here = path.dirname(fileURLToPath(import.meta.url));
const web = path.join(here, '../../src/orthant/report/web/package.json');
const {chromium} = createRequire(web)('playwright-core');

const [reportFile, solutionFile, option, screenshots] = process.argv.slice(2);
if (!solutionFile || (screenshots === undefined && option) || (option && option !== '--screenshots')) {
  console.error('usage: node report.mjs report.html solution.json [--screenshots FOLDER]');
  process.exit(2);
}
const browser = process.env.ORTHANT_CHROMIUM ?? '/usr/bin/chromium';
if (!existsSync(browser)) {
  console.log(`skipped: no ${browser} (Debian package chromium)`);
  process.exit(77);
}
const solution = JSON.parse(readFileSync(solutionFile, 'utf8'));
const address = pathToFileURL(path.resolve(reportFile)).href;

const failures = [];
const expect = (condition, message) => { if (!condition) failures.push(message); };

const launch = {
  executablePath: browser,
  headless: true,
  offline: true,
  args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
         '--disable-component-update', '--disable-sync'],
};

async function opened(width, height, settings, look) {
  const profile = mkdtempSync(path.join(tmpdir(), 'orthant-browser-'));
  const context = await chromium.launchPersistentContext(profile, {...launch, viewport: {width, height}, ...settings});
  try {
    const page = context.pages()[0] ?? await context.newPage();
    page.on('console', (message) => {
      if (['error', 'warning'].includes(message.type())) failures.push(`console ${message.type()}: ${message.text()}`);
    });
    page.on('pageerror', (error) => failures.push(`page error: ${error.message}`));
    page.on('request', (request) => {
      if (request.url() !== address && !request.url().startsWith('data:')) failures.push(`request: ${request.url()}`);
    });
    await page.goto(address);
    await look(page);
  } finally {
    await context.close();
    rmSync(profile, {recursive: true, force: true});
  }
}

const allDrawn = () => document.querySelectorAll('.chart').length === document.querySelectorAll('.chart[data-drawn]').length;

/** Charts without a mark, images that did not load, and specifications without a place. */
const notDrawn = () => {
  const marks = '.mark-symbol path, .mark-rect path, .mark-line path, .mark-rule line';
  const out = [...document.querySelectorAll('.chart')].filter((chart) => !chart.querySelector('svg')?.querySelector(marks))
      .map((chart) => `chart ${chart.id} has no marks`);
  for (const image of document.images) if (!image.complete || image.naturalWidth === 0) out.push(`image ${image.alt} is broken`);
  for (const image of document.images) if (!image.alt) out.push('an image has no alternative text');
  for (const script of document.querySelectorAll('script[data-chart]')) {
    if (!document.getElementById(script.dataset.chart)) out.push(`no place for ${script.dataset.chart}`);
  }
  return out;
};

const fields = () => [...document.querySelectorAll('[data-field]')].map(
    (e) => ({field: e.dataset.field, value: e.dataset.value, shown: e.textContent}));

/** Elements that stick out of the page on the right, apart from those inside something that clips. */
const tooWide = () => {
  const root = document.documentElement;
  if (root.scrollWidth <= root.clientWidth) return [];
  return [...document.body.querySelectorAll('*')].filter((e) => e.getBoundingClientRect().right > root.clientWidth + 1)
      .slice(0, 5).map((e) => `${e.tagName.toLowerCase()}.${e.className.baseVal ?? e.className}`);
};

async function checkNumbers(page) {
  const found = await page.evaluate(fields);
  for (const {field, value, shown} of found) {
    const expected = resolve(solution, field);
    expect(JSON.parse(value) === expected, `${field}: the page has ${value}, the document ${expected}`);
    const reason = disagreement(shown, expected);
    expect(!reason, `${field}: ${reason}`);
  }
  const embedded = await page.evaluate(() => document.getElementById('solution').textContent);
  const {objective, minima} = JSON.parse(embedded);
  expect(objective === solution.objective, 'the embedded document has another objective');
  expect(isDeepStrictEqual(minima, solution.minima), 'the embedded document has other minima');
  return found.length;
}

let numbers = 0;
let charts = 0;
let text = '';
for (const [name, width, height] of [['desktop', 1280, 900], ['phone', 390, 844]]) {
  await opened(width, height, {deviceScaleFactor: name === 'phone' ? 2 : 1}, async (page) => {
    await page.waitForFunction(allDrawn, undefined, {timeout: 30000}).catch(() => failures.push(`${name}: charts are missing`));
    failures.push(...(await page.evaluate(notDrawn)).map((what) => `${name}: ${what}`));
    expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth),
           `${name}: wider than ${width} pixels: ${(await page.evaluate(tooWide)).join(', ')}`);
    numbers = await checkNumbers(page);
    charts = await page.locator('.chart').count();
    text = await page.evaluate(() => document.querySelector('h1').textContent);
    if (screenshots) await page.screenshot({path: path.join(screenshots, `${name}.png`), fullPage: true});
    for (const details of await page.locator('details').all()) await details.evaluate((e) => { e.open = true; });
    expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth),
           `${name}: wider than ${width} pixels once unfolded: ${(await page.evaluate(tooWide)).join(', ')}`);
    if (screenshots) await page.screenshot({path: path.join(screenshots, `${name}-unfolded.png`), fullPage: true});
    const seconds = page.locator('.choice button[data-axis="seconds"]');
    if (await seconds.count()) {
      await seconds.click();
      expect(await seconds.getAttribute('aria-pressed') === 'true', `${name}: the axis cannot be chosen`);
      await page.waitForTimeout(300);
      failures.push(...(await page.evaluate(notDrawn)).map((what) => `${name}, over seconds: ${what}`));
    }
  });
}
await opened(1280, 900, {javaScriptEnabled: false}, async (page) => {
  expect(await page.locator('h1').textContent() === text, 'another title without JavaScript');
  expect(await page.locator('[data-field]').count() === numbers, 'other numbers without JavaScript');
});

expect(numbers > 0 || Object.keys(solution).length === 0, 'no number on the page');
for (const failure of failures) console.error(`FAIL ${failure}`);
console.log(`${path.basename(reportFile)}: ${numbers} numbers, ${charts} charts, ${failures.length} failures`);
process.exit(failures.length ? 1 : 0);
