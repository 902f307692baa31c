// node render_svg.cjs vega.js spec.json: the picture of a Vega specification as SVG, on stdout.
'use strict';
const {readFileSync} = require('node:fs');
const path = require('node:path');
const vega = require(path.resolve(process.argv[2]));

const specification = JSON.parse(readFileSync(process.argv[3], 'utf8'));
const logger = vega.logger(vega.Warn);
for (const level of ['warn', 'error']) logger[level] = (...words) => console.error(...words);
new vega.View(vega.parse(specification), {renderer: 'none', logger})
    .toSVG()
    .then((svg) => process.stdout.write(`<?xml version="1.0" encoding="UTF-8"?>\n${svg}\n`))
    .catch((error) => { console.error(error.message); process.exitCode = 1; });
