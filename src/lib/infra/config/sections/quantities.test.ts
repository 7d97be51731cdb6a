import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { duration, size, writeDuration, writeSize } from './quantities.ts';

describe('sizes', () => {
  it('are read back as they were written', () => {
    fc.assert(fc.property(fc.maxSafeNat(), (bytes) => size().parse(writeSize(bytes)) === bytes));
  });

  it.each([
    [16_777_216, '16MiB'],
    [1536, '1536B'],
    [1_610_612_736, '1536MiB'],
    [0, '0B'],
  ])('%s is written %s', (bytes, text) => {
    expect(writeSize(bytes)).toBe(text);
  });

  it.each(['16', '16MB', '16 MiB', '-1MiB', ''])('%s is no size', (text) => {
    expect(size().safeParse(text).success).toBe(false);
  });
});

describe('durations', () => {
  it('are read back as they were written, to the millisecond', () => {
    fc.assert(
      fc.property(fc.nat(1e10), (milliseconds) => {
        expect(duration().parse(writeDuration(milliseconds / 1000))).toBeCloseTo(milliseconds / 1000, 6);
      }),
    );
  });

  it.each([
    [0.5, '500ms'],
    [90, '90s'],
    [3600, '1h'],
    [0, '0s'],
  ])('%s is written %s', (seconds, text) => {
    expect(writeDuration(seconds)).toBe(text);
  });
});
