import { throwIfAborted, toAetherError } from './errors.ts';

/** Lets a limited number of holders in at once; the others wait in line. */
export interface Semaphore {
  /** Waits for a place; the returned function gives it back. Rejects with the signal's reason when that aborts. */
  acquire(signal: AbortSignal): Promise<() => void>;
}

/** A semaphore with this many places. */
export function createSemaphore(places: number): Semaphore {
  let free = places;
  const line = new Set<() => void>();
  const release = () => {
    const [next] = line;
    if (next === undefined) {
      free += 1;
      return;
    }
    line.delete(next);
    next();
  };
  const takeTurn = async (signal: AbortSignal) =>
    new Promise<void>((resolve, reject) => {
      const enter = () => {
        signal.removeEventListener('abort', leave);
        resolve();
      };
      const leave = () => {
        line.delete(enter);
        reject(toAetherError(signal.reason));
      };
      line.add(enter);
      signal.addEventListener('abort', leave, { once: true });
    });
  return {
    acquire: async (signal) => {
      throwIfAborted(signal);
      if (free > 0) free -= 1;
      else await takeTurn(signal);
      let held = true;
      return () => {
        if (held) release();
        held = false;
      };
    },
  };
}
