import { AetherError } from '../../../core/errors.ts';
import type { Context } from '../../context.ts';
import type { MariadbConnection } from '../connection.ts';
import type { MariadbConnector } from '../connector.ts';
import { serverErrno } from '../driver-error.ts';

/** A session of a lease's own, opened again after its server was away. */
export interface LeaseSession extends AsyncDisposable {
  /** Runs the work, which can be repeated, until the server answers it, for as long as an outage is tolerated. */
  use<Result>(work: (connection: MariadbConnection) => Promise<Result>): Promise<Result>;
  /** Runs the work once. */
  once<Result>(work: (connection: MariadbConnection) => Promise<Result>): Promise<Result>;
}

const PAUSE_MS = 500;
/** Too many connections (of the server, of the account) and a Galera member that is not ready: it may answer soon. */
const BUSY = new Set([1040, 1203, 1226, 1047]);
/** Deadlock or certification, lock wait, changed since read: nothing was done. */
const CONFLICT = new Set([1213, 1205, 1020]);

/** True if the server was lost, is away or refused the statement for now: the same statement may pass later. */
export function isOutage(thrown: unknown): boolean {
  if (!(thrown instanceof AetherError)) return false;
  const errno = serverErrno(thrown) ?? 0;
  if (BUSY.has(errno) || CONFLICT.has(errno)) return true;
  return ['MARIADB_CONNECTION_LOST', 'MARIADB_UNREACHABLE', 'MARIADB_NOT_READY'].includes(thrown.code);
}

export function leaseSession(
  context: Pick<Context, 'clock' | 'signal' | 'emit'>,
  connector: Pick<MariadbConnector, 'open'>,
  outageSeconds: number,
): LeaseSession {
  const { clock } = context;
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
      if (isOutage(thrown) && !CONFLICT.has(serverErrno(thrown) ?? 0) && session === used) {
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
    async use(work) {
      const deadline = clock.seconds() + outageSeconds;
      for (let told = false; ; told = true) {
        try {
          return await once(work);
        } catch (thrown) {
          if (!isOutage(thrown) || clock.seconds() >= deadline) throw thrown;
          if (!told) {
            const message = `waiting for the server, up to ${outageSeconds} s: ${(thrown as AetherError).message}`;
            context.emit({ type: 'note', level: 'warn', message });
          }
          await clock.sleep(PAUSE_MS, context.signal);
        }
      }
    },
    async [Symbol.asyncDispose]() {
      await session?.then(
        (connection) => connection.close(),
        () => undefined,
      );
    },
  };
}
