import type { Clock } from '../../../core/clock.ts';
import { AetherError, toAetherError } from '../../../core/errors.ts';
import type { EventSink } from '../../../core/events.ts';
import { formatSeconds } from '../../../core/units.ts';
import { refusalFacts } from '../refusal.ts';

/** How a run waits for a provider that refuses. */
export interface Patience {
  /** Waits before the same request is sent again; throws what was thrown if waiting does not help, or for too long. */
  wait(thrown: unknown): Promise<void>;
  /** The provider has answered. */
  reset(): void;
}

const BASE_SECONDS = 0.5;
const CAP_SECONDS = 30;
/** A quota of a minute is free again long before. Who asks for more means the quota of the day. */
const LONGEST_QUOTA_SECONDS = 900;

/**
 * Waits as long as the provider says (RetryInfo, Retry-After), else with full jitter (Brooker, "Exponential Backoff And
 * Jitter": a random part of a limit that doubles).
 * @param toleranceSeconds how long a provider may be away: `limits.outage_tolerance`
 */
export function createPatience(
  context: { readonly clock: Clock; readonly signal: AbortSignal; readonly emit: EventSink },
  toleranceSeconds: number,
  random: () => number = Math.random,
): Patience {
  const { clock, signal, emit } = context;
  let failures = 0;
  let since: number | undefined;
  return {
    reset() {
      failures = 0;
      since = undefined;
    },
    async wait(thrown) {
      const facts = refusalFacts(thrown);
      if (facts === undefined || !['rate', 'busy', 'lost'].includes(facts.reason)) throw thrown;
      failures += 1;
      since ??= clock.seconds();
      const asked = facts.retryAfterSeconds ?? 0;
      if (asked > LONGEST_QUOTA_SECONDS) throw quotaOf(thrown, asked);
      const most = facts.reason === 'rate' ? LONGEST_QUOTA_SECONDS : toleranceSeconds;
      if (clock.seconds() - since >= most) throw thrown;
      const jitter = random() * Math.min(CAP_SECONDS, BASE_SECONDS * 2 ** (failures - 1));
      const seconds = Math.max(asked, jitter);
      const message = `${toAetherError(thrown).message}; the next request in ${formatSeconds(seconds)}`;
      emit({ type: 'note', level: 'warn', message });
      await clock.sleep(seconds * 1000, signal);
    },
  };
}

function quotaOf(thrown: unknown, seconds: number): AetherError {
  const { message } = toAetherError(thrown);
  return new AetherError(
    'EMBED_QUOTA_EXHAUSTED',
    `${message}; the provider asks for a pause of ${formatSeconds(seconds)}`,
    { cause: thrown },
  );
}
