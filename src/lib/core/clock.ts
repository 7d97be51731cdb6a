import { throwIfAborted, toAetherError } from './errors.ts';

/** Time as the context hands it out, so that tests can pass their own. */
export interface Clock {
  now(): Date;
  /** Monotonic seconds, for measuring. */
  seconds(): number;
  /** Waits, and rejects with the signal's reason as soon as it aborts. */
  sleep(milliseconds: number, signal?: AbortSignal): Promise<void>;
}

/** The machine's own clock. */
export const systemClock: Clock = {
  now: () => new Date(),
  // Not `performance`: Node loads ten modules for it, which a search would wait for.
  seconds: () => Number(process.hrtime.bigint()) / 1e9,
  sleep: (milliseconds, signal) => sleep(milliseconds, signal),
};

async function sleep(milliseconds: number, signal?: AbortSignal): Promise<void> {
  if (signal !== undefined) throwIfAborted(signal);
  await new Promise<void>((resolve, reject) => {
    const onAbort = () => {
      clearTimeout(timer);
      reject(toAetherError(signal?.reason));
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', onAbort);
      resolve();
    }, milliseconds);
    signal?.addEventListener('abort', onAbort, { once: true });
  });
}
