import type { Clock } from '../../core/clock.ts';
import { toAetherError } from '../../core/errors.ts';
import type { EventSink, Retry } from '../../core/events.ts';
import { serverErrno } from './driver-error.ts';

/** Deadlock or Galera certification, lock wait, record changed since read, node not ready: nothing was done. */
const REFUSED = new Set([1213, 1205, 1020, 1047]);

export interface RetryPolicy {
  readonly attempts: number;
  readonly baseMs: number;
  readonly capMs: number;
}

export const DEFAULT_RETRY: RetryPolicy = { attempts: 8, baseMs: 50, capMs: 5000 };

/** True where the server refused the work for now and did none of it: safe to repeat for any statement. */
export function isTransientRefusal(thrown: unknown): boolean {
  return REFUSED.has(serverErrno(thrown) ?? 0);
}

/** Deadlock or Galera certification, lock wait, record changed since read; a writeset that failed, ambiguous at COMMIT. */
const CONFLICTS = new Set([1213, 1205, 1020, 1180]);

/** True if the work got into the way of other work on a server that is well: it may be repeated a few times. */
export function isConflict(thrown: unknown): boolean {
  return CONFLICTS.has(serverErrno(thrown) ?? 0) && toAetherError(thrown).code === 'MARIADB_QUERY_FAILED';
}

/**
 * Repeats the work while `when` says so, and emits each repetition, with decorrelated jitter
 * (Brooker, "Exponential Backoff And Jitter": next = min(cap, random(base, 3 * previous))).
 */
export async function withRetry<Result>(
  context: { readonly clock: Clock; readonly signal: AbortSignal; readonly emit: EventSink },
  when: (thrown: unknown) => boolean,
  work: () => Promise<Result>,
  policy: RetryPolicy = DEFAULT_RETRY,
): Promise<Result> {
  let pauseMs = policy.baseMs;
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await work();
    } catch (thrown) {
      if (attempt >= policy.attempts || !when(thrown)) throw thrown;
      pauseMs = Math.min(policy.capMs, policy.baseMs + Math.random() * (pauseMs * 3 - policy.baseMs));
      context.emit(retryEvent(thrown, { attempt, attempts: policy.attempts, wait_seconds: pauseMs / 1000 }));
      await context.clock.sleep(pauseMs, context.signal);
    }
  }
}

function retryEvent(thrown: unknown, pause: Pick<Retry, 'attempt' | 'attempts' | 'wait_seconds'>): Retry {
  const { code, details } = toAetherError(thrown);
  const { host } = details;
  return {
    type: 'retry',
    ...(typeof host === 'string' ? { host } : {}),
    code,
    errno: serverErrno(thrown) ?? null,
    ...pause,
  };
}
