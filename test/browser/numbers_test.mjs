// The reader of numbers, tried on what it must accept and what it must catch.
import assert from 'node:assert/strict';
import {test} from 'node:test';

import {disagreement, read, resolve} from './numbers.mjs';

test('reads what the page writes', () => {
  assert.equal(read('364,109.46').value, 364109.46);
  assert.equal(read('7.0×10−13').value, 7e-13);
  assert.equal(read('32.47\u202f%').value, 0.3247);
  assert.equal(read('Twenty').value, 20);
  assert.equal(read('−1.2').value, -1.2);
  assert.equal(read('–'), null);
});

test('accepts a rounding and nothing else', () => {
  assert.equal(disagreement('32.47 %', 0.3247026825795101), '');
  assert.notEqual(disagreement('32.48 %', 0.3247026825795101), '');
  assert.equal(disagreement('7.0×10−13', 7.03e-13), '');
  assert.notEqual(disagreement('7.0×10−13', 7.1e-13), '');
  assert.notEqual(disagreement('five', 6), '');
});

test('bounds are rounded outwards by less than one in the last digit', () => {
  assert.equal(disagreement('4.46×10−15', 4.45446e-15, 'at least'), '');
  assert.notEqual(disagreement('4.45×10−15', 4.45446e-15, 'at least'), '');
  assert.notEqual(disagreement('4.47×10−15', 4.45446e-15, 'at least'), '');
  assert.equal(disagreement('5.76', 5.7672, 'at most'), '');
  assert.notEqual(disagreement('5.77', 5.7672, 'at most'), '');
});

test('follows paths and lengths', () => {
  const document = {minima: [{hits: 4}, {hits: 2}]};
  assert.equal(resolve(document, 'minima.1.hits'), 2);
  assert.equal(resolve(document, 'minima.length'), 2);
  assert.equal(resolve(document, 'starts.0.start'), undefined);
});
