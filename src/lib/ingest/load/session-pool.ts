import type { MariadbConnection } from '../../infra/mariadb/connection.ts';
import type { MariadbConnector } from '../../infra/mariadb/connector.ts';
import type { Session } from './load-chunk.ts';

/** Sessions that load side by side; each is opened when it is first used and replaced when it was lost. */
export interface SessionPool extends AsyncDisposable {
  /** Runs the work on the next free session; resolves once it has started, so that the caller can go on. */
  start(work: (session: Session) => Promise<void>): Promise<void>;
  /** Waits for all work; throws the first error of any. */
  finish(): Promise<void>;
}

export function createSessionPool(connector: MariadbConnector, size: number): SessionPool {
  const free: Session[] = Array.from({ length: size }, () => createLoadSession(connector));
  const all = [...free];
  const running = new Set<Promise<void>>();
  let failure: { readonly thrown: unknown } | undefined;

  const throwFailure = () => {
    if (failure !== undefined) throw failure.thrown;
  };
  return {
    async start(work) {
      while (free.length === 0) await Promise.race(running);
      throwFailure();
      const session = free.pop();
      if (session === undefined) return;
      const job = work(session)
        .catch((thrown: unknown) => {
          failure ??= { thrown };
        })
        .finally(() => {
          free.push(session);
          running.delete(job);
        });
      running.add(job);
    },
    async finish() {
      await Promise.all(running);
      throwFailure();
    },
    async [Symbol.asyncDispose]() {
      // After an error the other sessions are dropped, which rolls back what they had open.
      for (const session of all) session.drop();
      await Promise.allSettled(running);
    },
  };
}

function createLoadSession(connector: MariadbConnector): Session {
  let opened: Promise<MariadbConnection> | undefined;
  return {
    get: () => {
      opened ??= connector.open({ localInfile: true }).catch((thrown: unknown) => {
        opened = undefined;
        throw thrown;
      });
      return opened;
    },
    drop: () => {
      void opened?.then((connection) => connection.destroy()).catch(() => undefined);
      opened = undefined;
    },
  };
}
