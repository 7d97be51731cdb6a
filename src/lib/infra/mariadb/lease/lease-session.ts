import type { MariadbConnection } from '../connection.ts';
import type { MariadbConnector } from '../connector.ts';
import { isOutage, type OutageTolerance } from '../outage.ts';

/** A session of a lease's own, opened again after its server was away. */
export interface LeaseSession extends AsyncDisposable {
  /** Runs the work, which can be repeated, until the server answers it, for as long as an outage is tolerated. */
  use<Result>(work: (connection: MariadbConnection) => Promise<Result>): Promise<Result>;
  /** Runs the work once. */
  once<Result>(work: (connection: MariadbConnection) => Promise<Result>): Promise<Result>;
}

export function leaseSession(
  connector: Pick<MariadbConnector, 'open'>,
  tolerance: OutageTolerance,
): LeaseSession {
  let session: Promise<MariadbConnection> | undefined;
  const open = async () => {
    // The lease beats and is given back after Ctrl-C, so its session does not end with the run's signal.
    session ??= connector.open({ signal: new AbortController().signal });
    return session;
  };
  const once: LeaseSession['once'] = async (work) => {
    const opening = open();
    const used = session;
    try {
      return await work(await opening);
    } catch (thrown) {
      if (isOutage(thrown) && session === used) {
        session = undefined;
        void used?.then(
          (connection) => connection.destroy(),
          () => undefined,
        );
      }
      throw thrown;
    }
  };
  return {
    once,
    use: (work) => tolerance.repeat(() => once(work)),
    async [Symbol.asyncDispose]() {
      await session?.then(
        (connection) => connection.close(),
        () => undefined,
      );
    },
  };
}
