import type { MariadbConnection } from './connection.ts';
import { isOutage, type OutageTolerance } from './outage.ts';

export interface DurableOptions {
  readonly tolerance: OutageTolerance;
  /** Opens a session on the server that takes the writes then. */
  readonly open: () => Promise<MariadbConnection>;
  /** Gives a new session what was set in the old one: its database, its variables. */
  readonly prepare?: (connection: MariadbConnection) => Promise<void>;
  /** Is called before every attempt: who waited long may have lost the right to continue. */
  readonly before?: () => Promise<void>;
}

/**
 * A session that outlives those of the server. Every statement outside of a transaction, and every transaction as a
 * whole, is a unit: after an outage or a conflict it is repeated, on a new session if the old one was lost, and the
 * outcome of the first attempt may be unknown. So a unit must do nothing more when it is done twice. Inside of a
 * transaction nothing is repeated. Temporary tables and variables do not survive from one unit to the next.
 */
export async function openDurableSession(options: DurableOptions): Promise<MariadbConnection> {
  const { tolerance, open, prepare, before } = options;
  const connect = async () => {
    const connection = await open();
    try {
      await prepare?.(connection);
      return connection;
    } catch (thrown) {
      connection.destroy();
      throw thrown;
    }
  };
  let current = await tolerance.repeat(connect);
  let isLost = false;
  let isOpen = false;

  const attempt = async <Result>(work: (connection: MariadbConnection) => Promise<Result>) => {
    await before?.();
    if (isLost) current = await connect();
    isLost = false;
    try {
      return await work(current);
    } catch (thrown) {
      if (isOutage(thrown)) {
        isLost = true;
        current.destroy();
      }
      throw thrown;
    }
  };
  const unit = <Result>(work: (connection: MariadbConnection) => Promise<Result>): Promise<Result> =>
    isOpen ? work(current) : tolerance.repeat(() => attempt(work));

  const session: MariadbConnection = {
    get endpoint() {
      return current.endpoint;
    },
    get threadId() {
      return current.threadId;
    },
    query: (sql, values) => unit((connection) => connection.query(sql, values)),
    stream: (sql) => current.stream(sql),
    columnsOf: (select) => unit((connection) => connection.columnsOf(select)),
    run: (sql, values) => unit((connection) => connection.run(sql, values)),
    load: (sql, blocks) => unit((connection) => connection.load(sql, blocks)),
    transaction: (work) =>
      unit(async (connection) => {
        isOpen = true;
        try {
          return await connection.transaction(work);
        } finally {
          isOpen = false;
        }
      }),
    close: () => current.close(),
    destroy: () => current.destroy(),
    [Symbol.asyncDispose]: () => session.close(),
  };
  return session;
}
