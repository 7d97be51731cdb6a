import type { MariadbConnection, SqlValue } from '../../infra/mariadb/connection.ts';
import { quoteQualified } from '../../infra/mariadb/identifiers.ts';

/** What a transaction changes at most: the members of a cluster take a write set as a whole, into memory. */
const BYTES_PER_PART = 16 * 1024 * 1024;
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
  await changeInParts(connection, from, { change: (table) => `DELETE FROM ${table}`, where, values });
}

interface Change {
  /** A statement up to its WHERE; for a row that it has changed `where` no longer holds. */
  readonly change: (table: string) => string;
  readonly where: string;
  readonly values?: readonly SqlValue[];
}

/** Changes rows in the same way. */
export async function changeInParts(
  connection: MariadbConnection,
  of: TableName,
  { change, where, values = [] }: Change,
): Promise<void> {
  const rows = await rowsPerPart(connection, of);
  const sql = `${change(quoteQualified(of.database, of.table))} WHERE ${where} LIMIT ${rows}`;
  for (;;) {
    const { affectedRows } = await connection.run(sql, values);
    if (affectedRows < rows) return;
  }
}

/**
 * How many rows of a table one transaction may change: by their average size, which the server estimates with their long
 * values, and never more than 100,000.
 */
export async function rowsPerPart(connection: MariadbConnection, of: TableName): Promise<number> {
  const [row] = await connection.query<{ bytes: number | null }>(
    `SELECT CAST(avg_row_length AS DOUBLE) AS bytes FROM information_schema.tables
      WHERE table_schema = ? AND table_name = ?`,
    [of.database, of.table],
  );
  const fitting = Math.floor(BYTES_PER_PART / Math.max(1, row?.bytes ?? 1));
  return Math.max(1, Math.min(MOST_ROWS, fitting));
}
