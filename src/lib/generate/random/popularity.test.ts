import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chooseItem, createPopularity, MOST_ITEMS } from './popularity.ts';
import { createStream } from './stream.ts';

const stream = createStream('seed', 'popularity');

describe('popularity', () => {
  it('follows 1 / (rank + 10)', () => {
    const count = 500;
    const popularity = createPopularity(stream, count);
    const hits = Array.from({ length: count }, () => 0);
    const draws = 400_000;
    for (let index = 0; index < draws; index += 1) hits[chooseItem(popularity, stream, index, 0)]! += 1;
    const total = Array.from({ length: count }, (_, rank) => 1 / (rank + 10)).reduce(
      (sum, share) => sum + share,
      0,
    );
    const chiSquared = hits.reduce((sum, _hits, rank) => {
      const expected = draws / (rank + 10) / total;
      const item = (rank * popularity.step + popularity.offset) % count;
      return sum + (hits[item]! - expected) ** 2 / expected;
    }, 0);
    // 499 degrees of freedom: 628 is passed once in 10,000 times.
    expect(chiSquared).toBeLessThan(628);
  });

  it('reaches every item and no other', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 300 }), fc.string(), (count, seed) => {
        const popularity = createPopularity(createStream(seed, 'any'), count);
        const dealt = Array.from(
          { length: count },
          (_, rank) => (rank * popularity.step + popularity.offset) % count,
        );
        expect(new Set(dealt).size).toBe(count);
        for (let index = 0; index < 50; index += 1) {
          expect(chooseItem(popularity, stream, index, 0)).toBeLessThan(count);
        }
      }),
    );
  });

  it('deals out the ranks of the largest shop exactly', () => {
    expect(Number.isSafeInteger(MOST_ITEMS * MOST_ITEMS)).toBe(true);
  });
});
