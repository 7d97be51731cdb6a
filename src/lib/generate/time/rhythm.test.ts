import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DAY, parseDay, weekday } from './calendar.ts';
import { channelAt, createRhythm, momentOf } from './rhythm.ts';

const from = parseDay('2025-10-01') ?? 0;
const to = parseDay('2026-10-01') ?? 0;
const rhythm = createRhythm(from, to);
const share = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });

describe('the rhythm of a shop', () => {
  it('never goes back, and stays within the period', () => {
    fc.assert(
      fc.property(share, share, (one, other) => {
        const [early, late] = [Math.min(one, other), Math.max(one, other)];
        expect(momentOf(rhythm, early)).toBeLessThanOrEqual(momentOf(rhythm, late));
        expect(momentOf(rhythm, early)).toBeGreaterThanOrEqual(from);
        expect(momentOf(rhythm, late)).toBeLessThan(to);
      }),
    );
  });

  it('sells most before the holidays, and least in summer and at night', () => {
    const moments = Array.from({ length: 50_000 }, (_, order) => momentOf(rhythm, order / 50_000));
    const inMonth = (month: string) =>
      moments.filter((moment) => new Date(moment * 1000).toISOString().slice(0, 7) === month).length;
    const atHour = (hour: number) =>
      moments.filter((moment) => Math.floor((moment % DAY) / 3600) === hour).length;
    expect(inMonth('2025-12')).toBeGreaterThan(1.4 * inMonth('2026-07'));
    expect(inMonth('2025-11')).toBeGreaterThan(1.2 * inMonth('2025-10'));
    expect(atHour(20)).toBeGreaterThan(5 * atHour(3));
  });

  it('keeps the stores closed on Sundays and at night', () => {
    fc.assert(
      fc.property(fc.integer({ min: from, max: to - 1 }), share, (moment, chosen) => {
        if (channelAt(rhythm, moment, chosen) !== 'retail') return;
        expect(weekday(Math.floor(moment / DAY))).not.toBe(6);
        expect(Math.floor((moment % DAY) / 3600)).toBeGreaterThanOrEqual(8);
      }),
      { numRuns: 2000 },
    );
  });
});
