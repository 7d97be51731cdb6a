import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { civilDay, formatDay, parseDay, weekday } from './calendar.ts';

describe('the calendar', () => {
  it('agrees with Date from 1600 to 2400', () => {
    fc.assert(
      fc.property(fc.integer({ min: -135_000, max: 157_000 }), (day) => {
        const date = new Date(day * 86_400_000);
        expect(civilDay(day)).toEqual({
          year: date.getUTCFullYear(),
          month: date.getUTCMonth() + 1,
          day: date.getUTCDate(),
        });
        if (day >= 0) expect(weekday(day)).toBe((date.getUTCDay() + 6) % 7);
      }),
    );
  });

  it('reads days and nothing else', () => {
    expect(formatDay(parseDay('2026-02-28') ?? 0)).toBe('2026-02-28');
    expect(['2026-02-30', '2026-2-3', '2026-02-03T00:00', 'today', ''].map(parseDay)).toEqual(
      Array.from({ length: 5 }, () => undefined),
    );
  });
});
