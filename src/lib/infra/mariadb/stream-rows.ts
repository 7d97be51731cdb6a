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
  try {
    const { connection } = driver as unknown as { connection: CoreConnection };
    const rows = connection.query({ sql, rowsAsArray: true }).stream({ highWaterMark: AHEAD });
    yield* rows as AsyncIterable<readonly Value[]>;
    isWhole = true;
  } catch (thrown) {
    isWhole = true;
    throw await session.fail(thrown, sql);
  } finally {
    signal.removeEventListener('abort', kill);
    if (!isWhole) session.destroy();
  }
}

/** The driver below its promises, which have no streams. */
interface CoreConnection {
  query(options: { sql: string; rowsAsArray: true }): {
    stream(options: { highWaterMark: number }): Readable;
  };
}
