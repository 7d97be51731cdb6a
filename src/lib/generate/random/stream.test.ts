import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { below, bits, createStream, fraction } from './stream.ts';

const stream = createStream('seed', 'name');

describe('a random stream', () => {
  it('gives the same numbers everywhere and always', () => {
    // Another number here is another shop for every seed: a change that has to be meant.
    expect([0, 1, 2, 4_294_967_295].map((index) => bits(stream, index, 0))).toEqual([
      1235312847, 2949743702, 3417972853, 1155096715,
    ]);
  });

  it('differs by seed, name, index and draw', () => {
    const numbers = [
      bits(stream, 1, 1),
      bits(stream, 1, 2),
      bits(stream, 2, 1),
      bits(createStream('seed', 'other'), 1, 1),
      bits(createStream('other', 'name'), 1, 1),
    ];
    expect(new Set(numbers).size).toBe(numbers.length);
  });

  it('never gives two indexes the same bits for one draw', () => {
    const seen = new Set(Array.from({ length: 200_000 }, (_, index) => bits(stream, index, 3)));
    expect(seen.size).toBe(200_000);
  });

  it.each([
    ['neighbouring indexes', (at: number) => fraction(stream, at, 0)],
    ['neighbouring draws', (at: number) => fraction(stream, 7, at)],
  ])('spreads %s evenly', (_what, draw) => {
    const buckets = Array.from({ length: 64 }, () => 0);
    for (let at = 0; at < 64_000; at += 1) buckets[Math.floor(draw(at) * 64)]! += 1;
    const chiSquared = buckets.reduce((sum, count) => sum + (count - 1000) ** 2 / 1000, 0);
    // 63 degrees of freedom: 116 is passed once in 20,000 times.
    expect(chiSquared).toBeLessThan(116);
  });

  it('stays below the limit', () => {
    fc.assert(
      fc.property(fc.nat(), fc.nat(1000), fc.integer({ min: 1, max: 2 ** 31 }), (index, draw, limit) => {
        const number = below(stream, index, draw, limit);
        expect(number).toBeGreaterThanOrEqual(0);
        expect(number).toBeLessThan(limit);
        expect(Number.isInteger(number)).toBe(true);
      }),
    );
  });
});
