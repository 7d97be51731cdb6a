import { describe, expect, it } from 'vitest';
import { progressLine } from './progress-line.ts';

const MEBIBYTE = 1024 * 1024;
const progress = { type: 'step_progress', step: 's', unit: 'bytes', done: 30 * MEBIBYTE } as const;

describe('a line of progress', () => {
  it('tells share, rate, counts and the time that is left', () => {
    expect(
      progressLine({ ...progress, total: 60 * MEBIBYTE, counters: { rows: 128_000, rejects: 3 } }, 3),
    ).toBe('50%  30.0 MiB of 60.0 MiB  10.0 MiB/s  128,000 rows  3 rejects  3.00s left');
  });

  it('takes its rate from this run alone', () => {
    expect(progressLine({ ...progress, done_before: 20 * MEBIBYTE, total: 60 * MEBIBYTE }, 5)).toBe(
      '50%  30.0 MiB of 60.0 MiB  2.0 MiB/s  15.0s left',
    );
  });

  it('promises no end where the whole is not known', () => {
    expect(progressLine({ ...progress, total: null }, 3)).toBe('30.0 MiB  10.0 MiB/s');
  });
});
