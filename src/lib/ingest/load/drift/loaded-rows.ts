import type { MariadbConnection } from '../../../infra/mariadb/connection.ts';
import { quoteQualified } from '../../../infra/mariadb/identifiers.ts';

/** How many rows the ledger says that files have loaded straight into a table, all of them together. */
export async function loadedRows(
  connection: MariadbConnection,
  meta: string,
  table: string,
): Promise<number> {
  const [row] = await connection.query<{ loaded: number }>(
    `SELECT CAST(COALESCE(SUM(accepted), 0) AS DOUBLE) AS loaded
       FROM ${quoteQualified(meta, 'ingest_chunk')} JOIN ${quoteQualified(meta, 'ingest_file')} USING (file_id)
      WHERE target = ?`,
    [table],
  );
  return row?.loaded ?? 0;
}
