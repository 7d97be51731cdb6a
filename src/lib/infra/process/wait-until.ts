import type { Clock } from '../../core/clock.ts';

export interface Patience {
  readonly clock: Clock;
  readonly signal?: AbortSignal;
  readonly deadlineSeconds: number;
  readonly everyMs?: number;
}

/** Asks again and again until there is an answer; undefined once the deadline has passed. */
export async function waitUntil<Answer>(
  ask: () => Promise<Answer | undefined>,
  patience: Patience,
): Promise<Answer | undefined> {
  const { clock, signal } = patience;
  const end = clock.seconds() + patience.deadlineSeconds;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    if (clock.seconds() >= end) return undefined;
    await clock.sleep(patience.everyMs ?? 100, signal);
  }
}
