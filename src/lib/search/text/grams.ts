/** How often each three letters in a row are in a text, as numbers: a search compares some hundred titles. */
export interface Grams {
  /** In rising order, each as often as it occurs. */
  readonly keys: Int32Array;
  /** Of their counts as a vector. */
  readonly length: number;
}

const BITS = 10;
const SPACE = 32;

/** Three letters in a row, with the ends of words. */
export function gramsOf(words: readonly string[]): Grams {
  // A word has as many grams as letters, as it counts with the space before and after it.
  const keys = new Int32Array(words.reduce((sum, word) => sum + word.length, 0));
  let place = 0;
  for (const word of words) {
    let [before, letter] = [SPACE, word.charCodeAt(0)];
    for (let at = 1; at <= word.length; at += 1) {
      const next = at === word.length ? SPACE : word.charCodeAt(at);
      keys[place] = keyOf(before, letter, next);
      place += 1;
      [before, letter] = [letter, next];
    }
  }
  keys.sort();
  return { keys, length: Math.sqrt(squares(keys)) };
}

/** The cosine of the angle between the counts of two texts; 0 if one has none. */
export function gramCosine(left: Grams, right: Grams): number {
  const product = dot(left.keys, right.keys);
  return product === 0 ? 0 : product / (left.length * right.length);
}

/** Exact for Latin, Greek and Cyrillic letters; other scripts share numbers so seldom that no rank depends on it. */
function keyOf(first: number, second: number, third: number): number {
  if ((first | second | third) < 1 << BITS) return (first << (2 * BITS)) | (second << BITS) | third;
  return Math.imul(Math.imul(first, 0x9e3779b1) ^ second, 0x85ebca6b) ^ third;
}

/** The sum of the products of the counts that both have. */
function dot(left: Int32Array, right: Int32Array): number {
  let sum = 0;
  for (let at = 0, other = 0; at < left.length && other < right.length;) {
    const [key = 0, otherKey = 0] = [left[at], right[other]];
    const count = runLength(left, at);
    const otherCount = runLength(right, other);
    if (key === otherKey) sum += count * otherCount;
    if (key <= otherKey) at += count;
    if (otherKey <= key) other += otherCount;
  }
  return sum;
}

/** The sum of the squares of the counts. */
function squares(keys: Int32Array): number {
  let sum = 0;
  for (let at = 0; at < keys.length;) {
    const count = runLength(keys, at);
    sum += count * count;
    at += count;
  }
  return sum;
}

function runLength(keys: Int32Array, from: number): number {
  let end = from + 1;
  while (end < keys.length && keys[end] === keys[from]) end += 1;
  return end - from;
}
