import type { Clock } from '../../core/clock.ts';
import { serverErrno } from './driver-error.ts';

/**
 * Errors that a repeated transaction may get over: deadlock or Galera certification (1213), lock wait (1205),
 * record changed (1020), node not ready (1047), writeset refused (1180), server shutting down and lost links.
 */
const RETRYABLE = new Set([1213, 1205, 1020, 1047, 1180, 1053, 2006, 2013]);

export interface RetryPolicy {
  readonly attempts: number;
  readonly baseMs: number;
  readonly capMs: number;
}

export const DEFAULT_RETRY: RetryPolicy = { attempts: 8, baseMs: 50, capMs: 5000 };

/** True where the same transaction, run again, may succeed. */
export function isRetryable(thrown: unknown): boolean {
  const errno = serverErrno(thrown);
  return errno !== undefined && RETRYABLE.has(errno);
}

/**
 * Repeats the work on retryable errors with decorrelated jitter
 * (Brooker, "Exponential Backoff And Jitter": next = min(cap, random(base, 3 * previous))).
 */
export async function withRetry<Result>(
  context: { readonly clock: Clock; readonly signal: AbortSignal },
  work: () => Promise<Result>,
  policy: RetryPolicy = DEFAULT_RETRY,
): Promise<Result> {
  let pauseMs = policy.baseMs;
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await work();
    } catch (thrown) {
      if (attempt >= policy.attempts || !isRetryable(thrown)) throw thrown;
      pauseMs = Math.min(policy.capMs, policy.baseMs + Math.random() * (pauseMs * 3 - policy.baseMs));
      await context.clock.sleep(pauseMs, context.signal);
    }
  }
}
