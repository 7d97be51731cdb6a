import type { MariadbConnection } from '../../infra/mariadb/connection.ts';
import type { MariadbConnector } from '../../infra/mariadb/connector.ts';
import type { Session } from './load-chunk.ts';

/** Called where the rows of a chunk are on the server and only its COMMIT is left. */
export type Loaded = () => void;

/** Sessions that load side by side; each is opened when it is first used and replaced when it was lost. */
export interface SessionPool extends AsyncDisposable {
  /** Runs the work on the next free session; resolves once it has started, so that the caller can go on. */
  start(work: (session: Session, loaded: Loaded) => Promise<void>): Promise<void>;
  /** Waits for all work; throws the first error of any. */
  finish(): Promise<void>;
}

/**
 * Lets `streams` sessions load at a time. There is one more, so that a stream goes on while a COMMIT waits for the disk:
 * with chunks of a few MiB that is a twentieth of the time.
 */
export function createSessionPool(connector: MariadbConnector, streams: number): SessionPool {
  const free: Session[] = Array.from({ length: streams + 1 }, () => createLoadSession(connector));
  const all = [...free];
  const running = new Set<Promise<void>>();
  let loading = 0;
  let wake: () => void = () => undefined;
  let failure: { readonly thrown: unknown } | undefined;

  const throwFailure = () => {
    if (failure !== undefined) throw failure.thrown;
  };
  const freeSession = async (): Promise<Session> => {
    for (;;) {
      throwFailure();
      const session = loading < streams ? free.pop() : undefined;
      if (session !== undefined) return session;
      await new Promise<void>((resolve) => (wake = resolve));
    }
  };
  return {
    async start(work) {
      const session = await freeSession();
      loading += 1;
      let isLoading = true;
      const loaded = () => {
        if (isLoading) loading -= 1;
        isLoading = false;
        wake();
      };
      const job = work(session, loaded)
        .catch((thrown: unknown) => {
          failure ??= { thrown };
        })
        .finally(() => {
          free.push(session);
          running.delete(job);
          loaded();
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
