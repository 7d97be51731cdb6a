import { createSemaphore } from '../../core/semaphore.ts';
import type { MariadbConnection } from '../../infra/mariadb/connection.ts';
import { isOutage } from '../../infra/mariadb/outage.ts';

/** A few sessions on the source. One that is lost is replaced when the next work asks for it. */
export interface ReaderPool extends AsyncDisposable {
  use<Result>(work: (session: MariadbConnection) => Promise<Result>): Promise<Result>;
}

export function createReaderPool(
  open: () => Promise<MariadbConnection>,
  places: number,
  signal: AbortSignal,
): ReaderPool {
  const semaphore = createSemaphore(places);
  const idle: MariadbConnection[] = [];
  return {
    async use(work) {
      const leave = await semaphore.acquire(signal);
      try {
        const session = idle.pop() ?? (await open());
        try {
          const result = await work(session);
          idle.push(session);
          return result;
        } catch (thrown) {
          if (isOutage(thrown)) session.destroy();
          else await session.close().catch(() => undefined);
          throw thrown;
        }
      } finally {
        leave();
      }
    },
    async [Symbol.asyncDispose]() {
      await Promise.all(idle.splice(0).map((session) => session.close().catch(() => undefined)));
    },
  };
}
