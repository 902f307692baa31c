// The Brown corpus as counts, documents × words.
//   node brown.mjs FOLDER brown.mtx
// FOLDER holds the 500 documents ca01 … cr09, tokens as word/tag. A word is a token's part before its last "/",
// lower-cased, made of letters, with hyphens and apostrophes inside; it gets a column when it occurs in at least
// `documents` of them. Rows by name of document, columns in the order of code points.
import { readFileSync, readdirSync, writeFileSync } from "node:fs";

const [folder, target] = process.argv.slice(2);
const documents = 6;

const names = readdirSync(folder).filter((name) => /^c[a-r][0-9][0-9]$/.test(name)).sort();
if (names.length !== 500) throw new Error(`${folder}: ${names.length} documents; expected 500`);

const counts = names.map((name) => {
  const count = new Map();
  for (const token of readFileSync(`${folder}/${name}`, "latin1").split(/\s+/)) {
    const word = token.slice(0, Math.max(token.lastIndexOf("/"), 0)).toLowerCase();
    if (/^[a-z]+(['-][a-z]+)*$/.test(word)) count.set(word, (count.get(word) ?? 0) + 1);
  }
  return count;
});

const occurs = new Map();
for (const count of counts) for (const word of count.keys()) occurs.set(word, (occurs.get(word) ?? 0) + 1);
const words = [...occurs.keys()].filter((word) => occurs.get(word) >= documents).sort();
const column = new Map(words.map((word, j) => [word, j + 1]));

const lines = [];
counts.forEach((count, i) => {
  const row = [...count].filter(([word]) => column.has(word)).map(([word, n]) => [column.get(word), n]);
  for (const [j, n] of row.sort((a, b) => a[0] - b[0])) lines.push(`${i + 1} ${j} ${n}`);
});
writeFileSync(target, ["%%MatrixMarket matrix coordinate integer general",
  `${names.length} ${words.length} ${lines.length}`, ...lines, ""].join("\n"));
console.log(`${words.length} words, ${lines.length} counts`);
