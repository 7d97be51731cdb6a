import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pauseAfterDrop } from './retry-schedule.ts';

/** The pauses of a server that drops every connection. */
function pausesOf(patienceMs: number, chance: () => number): number[] {
  const pauses: number[] = [];
  let waitedMs = 0;
  for (let drops = 1; ; drops += 1) {
    const pause = pauseAfterDrop({ drops, waitedMs, patienceMs }, chance());
    if (pause === undefined) return pauses;
    pauses.push(pause);
    waitedMs += pause;
  }
}

describe('pauseAfterDrop', () => {
  it('begins short and goes on in minutes', () => {
    expect(pausesOf(240_000, () => 0)).toEqual([500, 1500, 5000, 15_000, 30_000, 60_000, 60_000, 60_000]);
  });

  it('never asks sooner, nor waits longer in all, than it was told to', () => {
    fc.assert(
      fc.property(
        fc.nat({ max: 3_600_000 }),
        fc.infiniteStream(fc.double({ min: 0, max: 1, noNaN: true })),
        (patience, chances) => {
          const pauses = pausesOf(patience, () => chances.next().value ?? 0);
          expect(pauses.reduce((sum, pause) => sum + pause, 0)).toBeLessThanOrEqual(patience);
          expect(pauses.every((pause) => pause >= 500 && pause <= 75_000)).toBe(true);
        },
      ),
    );
  });
});
