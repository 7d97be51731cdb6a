import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { lengthOf, longestGap, medianOf } from './gaps.ts';

describe('the longest gap', () => {
  it.each([
    { what: 'inside of the window', times: [0, 10, 50, 60], window: [5, 55], now: 60, gap: [10, 50] },
    { what: 'over both ends of it', times: [0, 10, 500], window: [100, 200], now: 500, gap: [10, 500] },
    { what: 'open at the end', times: [0, 10, 20], window: [5, 100], now: 1000, gap: [20, 1000] },
    {
      what: 'not what ended before',
      times: [0, 100, 110, 120],
      window: [105, 130],
      now: 125,
      gap: [100, 110],
    },
    { what: 'not what began after', times: [0, 10, 20, 900], window: [0, 15], now: 900, gap: [0, 10] },
    { what: 'of a client without acknowledgements', times: [], window: [0, 10], now: 20, gap: [0, 0] },
  ])('is $what', ({ times, window: [from_ms = 0, to_ms = 0], now, gap }) => {
    const { from_ms: from, to_ms: to } = longestGap(times, { from_ms, to_ms }, now);
    expect([from, to]).toEqual(gap);
  });

  it('never shrinks if an acknowledgement is missing', () => {
    const times = fc.uniqueArray(fc.integer({ min: 0, max: 1000 }), { minLength: 3 });
    fc.assert(
      fc.property(times, fc.nat(), (drawn, pick) => {
        const all = drawn.toSorted((left, right) => left - right);
        const without = all.toSpliced(1 + (pick % (all.length - 2)), 1);
        const window = { from_ms: 0, to_ms: 1001 };
        expect(lengthOf(longestGap(without, window, 1001))).toBeGreaterThanOrEqual(
          lengthOf(longestGap(all, window, 1001)),
        );
      }),
    );
  });

  it('has a median, the lower of two', () => {
    expect([medianOf([]), medianOf([3]), medianOf([4, 1]), medianOf([9, 1, 5])]).toEqual([null, 3, 1, 5]);
  });
});
