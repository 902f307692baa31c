// Numbers as people read them: "364,109.46", "7.0×10−13", "32.47 %", "twenty".

const words = ['zero', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten', 'eleven',
               'twelve', 'thirteen', 'fourteen', 'fifteen', 'sixteen', 'seventeen', 'eighteen', 'nineteen', 'twenty'];

/** The value at a dotted path; `.length` of an array is its length. */
export function resolve(document, field) {
  return field.split('.').reduce((value, key) => value?.[key], document);
}

/** {value, half}: what the text says and half a unit of its last digit; null if it is no number. */
export function read(text) {
  const plain = text.trim().toLowerCase().replaceAll('−', '-').replaceAll(',', '').replaceAll(/\s/g, '');
  const word = words.indexOf(plain);
  if (word >= 0) return {value: word, half: 0};
  const parts = plain.match(/^(-?\d+(?:\.(\d+))?)(?:×10(-?\d+))?(%?)$/);
  if (!parts) return null;
  const exponent = Number(parts[3] ?? 0) - (parts[4] ? 2 : 0);
  return {value: Number(`${parts[1]}e${exponent}`), half: 0.5 * 10 ** (exponent - (parts[2] ?? '').length)};
}

/** Why the text does not say the number, or an empty string; `bound`: it is to be "at least" or "at most" that. */
export function disagreement(text, expected, bound) {
  const said = read(text);
  if (!said) return `"${text}" is not a number`;
  const rounding = Math.abs(expected) * 1e-15;
  if (bound) {
    const beyond = bound === 'at least' ? said.value - expected : expected - said.value;
    return beyond >= -rounding && beyond <= 2 * said.half * (1 + 1e-9) + rounding ? '' : `"${text}", ${bound} ${expected}`;
  }
  return Math.abs(said.value - expected) <= said.half * (1 + 1e-9) + rounding ? '' : `"${text}" for ${expected}`;
}
