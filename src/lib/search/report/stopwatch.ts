import type { Clock } from '../../core/clock.ts';
import type { StageTime } from '../search-answer.ts';

/** Times the stages of a search. */
export interface Stopwatch {
  /** Ends a stage; the next one begins. */
  lap(stage: string): void;
  stages(): StageTime[];
}

export function createStopwatch(clock: Pick<Clock, 'seconds'>): Stopwatch {
  let since = clock.seconds();
  const stages: StageTime[] = [];
  return {
    lap(stage) {
      const now = clock.seconds();
      stages.push({ stage, milliseconds: Math.round((now - since) * 10_000) / 10 });
      since = now;
    },
    stages: () => [...stages],
  };
}
