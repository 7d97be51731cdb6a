import type { EventEmitter } from 'node:events';
import type { Readable } from 'node:stream';
import type { Connection } from 'mysql2/promise';

interface Session {
  readonly signal: AbortSignal;
  killRunning(scope: 'query'): void;
  destroy(): void;
  /** The error that a caller gets for one of the driver's. */
  fail(thrown: unknown, sql: string): Promise<Error>;
}

/** Rows that are read ahead of the reader. */
const AHEAD = 1000;

/** Reads the rows of a SELECT one after the other, in a memory that does not grow with their number. */
export async function* streamRows<Value>(
  driver: Connection,
  sql: string,
  session: Session,
): AsyncGenerator<readonly Value[]> {
  const { signal } = session;
  const kill = () => session.killRunning('query');
  signal.addEventListener('abort', kill, { once: true });
  let isWhole = false;
  const { connection } = driver as unknown as { connection: CoreConnection };
  let rows: Readable | undefined;
  let lost: Error | undefined;
  // The driver tells the loss of a link to a statement that has a callback, else to the connection alone.
  const lose = (thrown: Error) => {
    lost = thrown;
    rows?.destroy(thrown);
  };
  connection.on('error', lose);
  try {
    rows = connection.query({ sql, rowsAsArray: true }).stream({ highWaterMark: AHEAD });
    if (lost !== undefined) throw lost;
    yield* rows as AsyncIterable<readonly Value[]>;
    isWhole = true;
  } catch (thrown) {
    isWhole = true;
    throw await session.fail(thrown, sql);
  } finally {
    signal.removeEventListener('abort', kill);
    connection.off('error', lose);
    if (!isWhole) session.destroy();
  }
}

/** The driver below its promises, which have no streams. */
interface CoreConnection extends EventEmitter {
  query(options: { sql: string; rowsAsArray: true }): {
    stream(options: { highWaterMark: number }): Readable;
  };
}
