import { throwIfAborted } from '../../core/errors.ts';
import type { Context } from '../../infra/context.ts';
import type { MariadbConnection } from '../../infra/mariadb/connection.ts';
import { quoteName } from '../../infra/mariadb/identifiers.ts';
import { isTransientRefusal, withRetry } from '../../infra/mariadb/retry.ts';
import type { TableColumn } from './table-columns.ts';

const CHUNK = 1000;

interface Move {
  readonly from: string;
  readonly to: string;
  /** Written by name; others get their defaults. */
  readonly columns: readonly TableColumn[];
  readonly key: readonly string[];
}

/**
 * Moves rows from one table into the other by the names of their columns, in small transactions: a row is in one of the two
 * at any time, so a run that was killed goes on with those that are left. Rules of triggers that look at other rows are
 * passed over, as for a bulk load, for which the session has to be one of the account `ingest`.
 */
export async function moveRows(
  context: Pick<Context, 'clock' | 'emit' | 'signal'>,
  connection: MariadbConnection,
  { from, to, columns, key }: Move,
): Promise<void> {
  const names = columns.map(({ name }) => quoteName(name)).join(', ');
  const order = `ORDER BY ${key.map(quoteName).join(', ')} LIMIT ${CHUNK}`;
  await connection.run('SET @aether_bulk = 1');
  try {
    for (let moved = CHUNK; moved === CHUNK;) {
      throwIfAborted(context.signal);
      moved = await withRetry(context, isTransientRefusal, () =>
        connection.transaction(async () => {
          await connection.run(`INSERT INTO ${to} (${names}) SELECT ${names} FROM ${from} ${order}`);
          return (await connection.run(`DELETE FROM ${from} ${order}`)).affectedRows;
        }),
      );
    }
  } finally {
    await connection.run('SET @aether_bulk = NULL').catch(() => connection.destroy());
  }
}
