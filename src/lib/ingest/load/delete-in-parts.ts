import type { MariadbConnection, SqlValue } from '../../infra/mariadb/connection.ts';

/** In transactions small enough for a cluster. */
const ROWS_PER_DELETE = 100_000;

/** Runs a DELETE, which must be without LIMIT, until nothing is left that it fits. */
export async function deleteInParts(
  connection: MariadbConnection,
  sql: string,
  values: readonly SqlValue[] = [],
): Promise<void> {
  for (;;) {
    const { affectedRows } = await connection.run(`${sql} LIMIT ${ROWS_PER_DELETE}`, values);
    if (affectedRows < ROWS_PER_DELETE) return;
  }
}
