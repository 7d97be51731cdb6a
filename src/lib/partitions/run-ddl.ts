import { AetherError, throwIfAborted } from '../core/errors.ts';
import type { Context } from '../infra/context.ts';
import type { MariadbConnection } from '../infra/mariadb/connection.ts';
import { serverErrno } from '../infra/mariadb/driver-error.ts';
import { readOpenTransactions } from '../infra/mariadb/open-transactions.ts';

type Needs = Pick<Context, 'clock' | 'emit' | 'signal'>;

/**
 * A change of a table waits for its open transactions, and every later reader waits for the change: so it gives up after
 * this time and comes back later (measured on 10.11 and 11.8).
 */
const LOCK_WAIT_SECONDS = 2;
const PATIENCE_SECONDS = 60;
const PAUSE_MS = { base: 500, cap: 8000 };
const LOCK_WAIT_TIMEOUT = 1205;

/**
 * Runs DDL on a table that is in use: with a short wait for its locks, again after a pause, for a minute. A member of a
 * Galera cluster never waits: it ends the transactions that are in the way.
 * @throws TABLE_IN_USE with the transactions that are open
 */
export async function runDdl(
  context: Needs,
  connection: MariadbConnection,
  statement: string,
  table: string,
): Promise<void> {
  const deadline = context.clock.seconds() + PATIENCE_SECONDS;
  await connection.run(`SET SESSION lock_wait_timeout = ${LOCK_WAIT_SECONDS}`);
  for (let pauseMs = PAUSE_MS.base; ; pauseMs = Math.min(PAUSE_MS.cap, pauseMs * 2)) {
    throwIfAborted(context.signal);
    try {
      await connection.run(statement);
      return;
    } catch (thrown) {
      if (serverErrno(thrown) !== LOCK_WAIT_TIMEOUT) throw thrown;
      const holders = await describeHolders(connection);
      if (context.clock.seconds() > deadline) throw inUse(table, holders, thrown);
      context.emit({ type: 'note', level: 'info', message: `${table} is in use, trying again: ${holders}` });
    }
    // Full jitter, so that the readers that had to wait get through.
    await context.clock.sleep(Math.random() * pauseMs, context.signal);
  }
}

async function describeHolders(connection: MariadbConnection): Promise<string> {
  const open = await readOpenTransactions(connection);
  if (open.length === 0) return 'no transaction is open any more';
  const [oldest] = open.map(
    ({ session, user, openSeconds }) =>
      `the oldest is of session ${session} (${user}), open for ${openSeconds} s`,
  );
  return `${open.length} open transactions, ${oldest ?? ''}`;
}

function inUse(table: string, holders: string, cause: unknown): AetherError {
  return new AetherError(
    'TABLE_IN_USE',
    `${table} was in use for ${PATIENCE_SECONDS} s, and nothing was changed: ${holders}`,
    {
      hint: 'wait until these transactions end, or end them (KILL and the number of the session), then run the same command again',
      cause,
    },
  );
}
