// What the checks of a page in headless Chromium share: opening it from file:// with the network off, and the
// questions that every page must answer well. A page's own script asks them and adds its own.
import {createRequire} from 'node:module';
import {existsSync, mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {fileURLToPath, pathToFileURL} from 'node:url';

import {disagreement, resolve} from './numbers.mjs';

const here = path.dirname(fileURLToPath(import.meta.url));
const web = path.join(here, '../../src/orthant/report/web/package.json');

const allDrawn = () => document.querySelectorAll('.chart').length === document.querySelectorAll('.chart[data-drawn]').length;

/** Charts without a mark, pictures without a pixel, and specifications without a place. */
const notDrawn = () => {
  const marks = '.mark-symbol path, .mark-rect path, .mark-line path, .mark-rule line, .mark-path path, .mark-shape path';
  const out = [...document.querySelectorAll('.chart')].filter((chart) => !chart.querySelector('svg')?.querySelector(marks))
      .map((chart) => `chart ${chart.id} has no marks`);
  for (const canvas of document.querySelectorAll('canvas')) {
    const blank = Object.assign(document.createElement('canvas'), {width: canvas.width, height: canvas.height});
    if (canvas.toDataURL() === blank.toDataURL()) out.push(`picture ${canvas.ariaLabel} is empty`);
    if (!canvas.ariaLabel) out.push('a picture has no alternative text');
  }
  for (const script of document.querySelectorAll('script[data-chart]')) {
    if (!document.getElementById(script.dataset.chart)) out.push(`no place for ${script.dataset.chart}`);
  }
  for (const link of document.querySelectorAll('a[href^="#"]:not(.vega-actions a)')) {
    if (!document.getElementById(link.hash.slice(1))) out.push(`the link ${link.hash} leads nowhere`);
  }
  const ids = [...document.querySelectorAll('main [id]')].map((e) => e.id);
  for (const id of ids.filter((id, i) => ids.indexOf(id) !== i)) out.push(`two elements have the id ${id}`);
  return out;
};

const fields = () => [...document.querySelectorAll('[data-field]')].map(
    (e) => ({field: e.dataset.field, value: e.dataset.value, bound: e.dataset.bound, shown: e.textContent}));

/** Elements that stick out of the page on the right, apart from those inside something that clips. */
const tooWide = () => {
  const root = document.documentElement;
  if (root.scrollWidth <= root.clientWidth) return [];
  return [...document.body.querySelectorAll('*')].filter((e) => e.getBoundingClientRect().right > root.clientWidth + 1)
      .slice(0, 5).map((e) => `${e.tagName.toLowerCase()}.${e.className.baseVal ?? e.className}`);
};

/** A page file and the failures found on it. */
export class PageCheck {
  /** Ends the process with code 77 when there is no Chromium. */
  constructor(file) {
    this.browser = process.env.ORTHANT_CHROMIUM ?? '/usr/bin/chromium';
    if (!existsSync(this.browser)) {
      console.log(`skipped: no ${this.browser} (Debian package chromium)`);
      process.exit(77);
    }
    this.file = file;
    this.address = pathToFileURL(path.resolve(file)).href;
    this.chromium = createRequire(web)('playwright-core').chromium;
    this.failures = [];
  }

  expect(condition, message) { if (!condition) this.failures.push(message); }

  /** Opens the page in a browser of its own and hands it to `look`; the console and the network must stay silent. */
  async open(width, height, settings, look) {
    const profile = mkdtempSync(path.join(tmpdir(), 'orthant-browser-'));
    const context = await this.chromium.launchPersistentContext(profile, {
      executablePath: this.browser,
      headless: true,
      offline: true,
      args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
             '--disable-component-update', '--disable-sync'],
      viewport: {width, height},
      ...settings,
    });
    try {
      const page = context.pages()[0] ?? await context.newPage();
      page.on('console', (message) => {
        if (['error', 'warning'].includes(message.type())) this.failures.push(`console ${message.type()}: ${message.text()}`);
      });
      page.on('pageerror', (error) => this.failures.push(`page error: ${error.message}`));
      page.on('request', (request) => {
        const own = request.url() === this.address || request.url().startsWith('data:');
        if (!own) this.failures.push(`request: ${request.url()}`);
      });
      await page.goto(this.address);
      await look(page);
    } finally {
      await context.close();
      rmSync(profile, {recursive: true, force: true});
    }
  }

  /** Every chart is drawn, every picture filled, every link inside the page leads somewhere. */
  async drawn(page, name) {
    await page.waitForFunction(allDrawn, undefined, {timeout: 30000})
        .catch(() => this.failures.push(`${name}: charts are missing`));
    this.failures.push(...(await page.evaluate(notDrawn)).map((what) => `${name}: ${what}`));
  }

  async fits(page, name) {
    this.expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth),
                `${name}: wider than the window: ${(await page.evaluate(tooWide)).join(', ')}`);
  }

  /** Every number equals the document's, data-value exactly and the visible digits up to their rounding, and every text. */
  async sameAs(solution, page) {
    const found = await page.evaluate(fields);
    for (const {field, value, bound, shown} of found) {
      const expected = resolve(solution, field);
      if (value === undefined) {
        this.expect(shown === expected, `${field}: the page has "${shown}", the document ${JSON.stringify(expected)}`);
        continue;
      }
      this.expect(JSON.parse(value) === expected, `${field}: the page has ${value}, the document ${expected}`);
      const reason = disagreement(shown, expected, bound);
      this.expect(!reason, `${field}: ${reason}`);
    }
    return found.length;
  }

  /** At the width of a desktop and of a phone: drawn, within the window, also unfolded, and what `look` asks. */
  async atBothWidths(screenshots, look) {
    for (const [name, width, height] of [['desktop', 1280, 900], ['phone', 390, 844]]) {
      await this.open(width, height, {deviceScaleFactor: name === 'phone' ? 2 : 1}, async (page) => {
        const shot = async (file) => {
          if (screenshots) await page.screenshot({path: path.join(screenshots, file), fullPage: true});
        };
        await this.drawn(page, name);
        await this.fits(page, name);
        await shot(`${name}.png`);
        const folded = await page.locator('details').all();
        for (const details of folded) await details.evaluate((e) => { e.open = true; });
        await this.fits(page, `${name}, unfolded`);
        if (folded.length) await shot(`${name}-unfolded.png`);
        await look(page, name);
      });
    }
  }

  /** Prints what was found and ends the process. */
  finish(words) {
    for (const failure of this.failures) console.error(`FAIL ${failure}`);
    console.log(`${path.basename(this.file)}: ${words}, ${this.failures.length} failures`);
    process.exit(this.failures.length ? 1 : 0);
  }
}

/** [page file, document file, folder for screenshots or undefined]; ends the process when they are others. */
export function pageArguments(script) {
  const [page, document, option, screenshots] = process.argv.slice(2);
  if (document && (option === undefined || (option === '--screenshots' && screenshots))) return [page, document, screenshots];
  console.error(`usage: node ${script} PAGE.html DOCUMENT.json [--screenshots FOLDER]`);
  process.exit(2);
}
