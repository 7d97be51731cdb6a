import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatBytes, formatCount, formatSeconds, parseBytes, parseDurationSeconds } from './units.ts';

describe('units', () => {
  it('names sizes with their unit', () => {
    expect([0, 512, 1536, 3 * 1024 ** 3].map(formatBytes)).toEqual(['0 B', '512 B', '1.5 KiB', '3.0 GiB']);
  });

  it('names durations as people read them', () => {
    expect([0.4, 42.04, 75.2, 7260].map(formatSeconds)).toEqual(['0.40s', '42.0s', '1m15s', '2h1m']);
  });

  it('groups thousands', () => {
    expect([0, 999, 1000, 1_234_567, 12n ** 12n].map(formatCount)).toEqual([
      '0',
      '999',
      '1,000',
      '1,234,567',
      '8,916,100,448,256',
    ]);
  });

  it('reads sizes and durations, and nothing without a unit', () => {
    expect(['16MiB', '1.5GiB', '512B', '16', '16mb'].map(parseBytes)).toEqual([
      16_777_216,
      1_610_612_736,
      512,
      undefined,
      undefined,
    ]);
    expect(['500ms', '2h', '7d', '5'].map(parseDurationSeconds)).toEqual([0.5, 7200, 604_800, undefined]);
  });

  it('reads back every whole number of a unit', () => {
    fc.assert(
      fc.property(fc.nat(4000), fc.constantFrom('B', 'KiB', 'MiB'), (count, unit) => {
        expect(parseBytes(`${count}${unit}`)).toBe(count * { B: 1, KiB: 1024, MiB: 1024 ** 2 }[unit]);
      }),
    );
  });
});
