// The parts of pictures at nine minima, side by side: a line for each part, a column for each minimum, on a phone too.
//
//   node pictures.mjs report.html solution.json
//
// Exit codes are those of report.mjs.
import {readFileSync} from 'node:fs';

import {PageCheck, pageArguments} from './browser.mjs';

const [reportFile, solutionFile, screenshots] = pageArguments('pictures.mjs');
const check = new PageCheck(reportFile);
const solution = JSON.parse(readFileSync(solutionFile, 'utf8'));

const grid = () => {
  const table = document.querySelector('table.matched');
  const box = table.getBoundingClientRect();
  return {
    lines: [...table.querySelectorAll('tbody tr')].map((line) => [...line.querySelectorAll('canvas')].map((canvas) => {
      const pixels = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data;
      return {size: canvas.getBoundingClientRect().width, colours: new Set(pixels).size};
    })),
    right: box.right, height: box.height,
  };
};

await check.atBothWidths(screenshots, async (page, name) => {
  if (name === 'phone') await page.setViewportSize({width: 375, height: 667});
  const {lines, right, height} = await page.evaluate(grid);
  const others = solution.minima.filter((minimum) => minimum.comparison).length;
  check.expect(lines.length === solution.parts.length, `${name}: ${lines.length} lines of ${solution.parts.length} parts`);
  check.expect(others >= 8 && lines.every((line) => line.length === 9), `${name}: not nine pictures of ${1 + others} minima in each line`);
  check.expect(lines.flat().every(({size, colours}) => size >= 25 && colours > 5), `${name}: a picture is too small or empty`);
  check.expect(right <= page.viewportSize().width, `${name}: the pictures end at ${right}`);
  check.expect(height <= page.viewportSize().height, `${name}: the pictures take ${height} pixels`);
});
check.finish(`${solution.parts.length} parts at nine minima`);
