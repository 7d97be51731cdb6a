import type { Clock } from '../../../core/clock.ts';

/** Keeps a run under a quota of texts in a minute: providers count texts, not requests. */
export interface Pace {
  /** Waits until so many texts may be sent, and counts them as sent. */
  wait(texts: number): Promise<void>;
}

export function createPace(
  { clock, signal }: { readonly clock: Clock; readonly signal: AbortSignal },
  itemsPerMinute: number | undefined,
): Pace {
  let freeAt = 0;
  return {
    async wait(texts) {
      if (itemsPerMinute === undefined) return;
      const now = clock.seconds();
      if (freeAt > now) await clock.sleep((freeAt - now) * 1000, signal);
      freeAt = Math.max(now, freeAt) + (texts * 60) / itemsPerMinute;
    },
  };
}
