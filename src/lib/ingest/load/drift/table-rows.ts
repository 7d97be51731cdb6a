import type { MariadbConnection } from '../../../infra/mariadb/connection.ts';
import { serverErrno } from '../../../infra/mariadb/driver-error.ts';

const NO_SUCH_TABLE = 1146;
const NOT_ALLOWED = new Set([1142, 1143]);

/** The rows that a table has now; unknown if the account may not read it. */
export type TableRows = number | 'no table' | 'unknown';

/** Counts the rows of a table, `most` of them at most: a large table is not read to its end. */
export async function countRowsUpTo(
  connection: MariadbConnection,
  table: string,
  most: number,
): Promise<TableRows> {
  try {
    const [row] = await connection.query<{ found: number }>(
      `SELECT CAST(COUNT(*) AS DOUBLE) AS found FROM (SELECT 1 FROM ${table} LIMIT ${most}) AS counted`,
    );
    return row?.found ?? 0;
  } catch (thrown) {
    const errno = serverErrno(thrown) ?? 0;
    if (errno === NO_SUCH_TABLE) return 'no table';
    if (NOT_ALLOWED.has(errno)) return 'unknown';
    throw thrown;
  }
}

/** Why a table that must have rows has none; undefined if it has one, or may not be read. */
export async function describeEmpty(
  connection: MariadbConnection,
  { name, shown }: { readonly name: string; readonly shown: string },
): Promise<string | undefined> {
  const rows = await countRowsUpTo(connection, name, 1);
  if (rows === 'no table') return `${shown} does not exist`;
  return rows === 0 ? `${shown} is empty` : undefined;
}
