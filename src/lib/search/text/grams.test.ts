import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { gramCosine, gramsOf } from './grams.ts';

/** The same with a map of strings. */
function cosineByMaps(left: readonly string[], right: readonly string[]): number {
  const [one, other] = [countsOf(left), countsOf(right)];
  let product = 0;
  for (const [gram, count] of one) product += count * (other.get(gram) ?? 0);
  return product === 0 ? 0 : product / (Math.hypot(...one.values()) * Math.hypot(...other.values()));
}

function countsOf(words: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const word of words) {
    const padded = ` ${word} `;
    for (let at = 0; at + 3 <= padded.length; at += 1) {
      const gram = padded.slice(at, at + 3);
      counts.set(gram, (counts.get(gram) ?? 0) + 1);
    }
  }
  return counts;
}

const words = fc.array(fc.string({ unit: fc.constantFrom('a', 'b', 'ß', 'ж', '東', '京'), minLength: 1 }));

it('is the cosine of the counts of three letters in a row', () => {
  fc.assert(
    fc.property(words, words, (left, right) => {
      expect(gramCosine(gramsOf(left), gramsOf(right))).toBeCloseTo(cosineByMaps(left, right), 9);
    }),
  );
});

it('is 1 for the same text and 0 for none', () => {
  expect(gramCosine(gramsOf(['rain', 'jacket']), gramsOf(['rain', 'jacket']))).toBeCloseTo(1);
  expect(gramCosine(gramsOf([]), gramsOf(['jacket']))).toBe(0);
});
