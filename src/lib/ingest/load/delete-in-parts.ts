import type { MariadbConnection, SqlValue } from '../../infra/mariadb/connection.ts';
import { quoteQualified } from '../../infra/mariadb/identifiers.ts';

/** What a transaction deletes at most: the members of a cluster take a write set as a whole, into memory. */
const BYTES_PER_DELETE = 16 * 1024 * 1024;
const MOST_ROWS = 100_000;

export interface TableName {
  readonly database: string;
  readonly table: string;
}

/**
 * Deletes the rows for which `where` holds, in transactions small enough for a cluster. A run that dies between two
 * of them leaves the rest, so whoever calls this must come to it again.
 */
export async function deleteInParts(
  connection: MariadbConnection,
  from: TableName,
  where: string,
  values: readonly SqlValue[] = [],
): Promise<void> {
  const rows = await rowsPerDelete(connection, from);
  const sql = `DELETE FROM ${quoteQualified(from.database, from.table)} WHERE ${where} LIMIT ${rows}`;
  for (;;) {
    const { affectedRows } = await connection.run(sql, values);
    if (affectedRows < rows) return;
  }
}

/** By the average row of the table, which the server estimates with its long values. */
async function rowsPerDelete(connection: MariadbConnection, from: TableName): Promise<number> {
  const [row] = await connection.query<{ bytes: number | null }>(
    `SELECT CAST(avg_row_length AS DOUBLE) AS bytes FROM information_schema.tables
      WHERE table_schema = ? AND table_name = ?`,
    [from.database, from.table],
  );
  const fitting = Math.floor(BYTES_PER_DELETE / Math.max(1, row?.bytes ?? 1));
  return Math.max(1, Math.min(MOST_ROWS, fitting));
}
