import type { MariadbConnection } from '../../../infra/mariadb/connection.ts';
import { quoteQualified } from '../../../infra/mariadb/identifiers.ts';
import type { EarlierChunk } from '../chunk.ts';

/** A file and all that it corrects, newest first. */
export async function chainOf(
  connection: MariadbConnection,
  meta: string,
  fileId: number | null,
): Promise<number[]> {
  const files = quoteQualified(meta, 'ingest_file');
  const rows = await connection.query<{ fileId: number }>(
    `WITH RECURSIVE chain (file_id) AS (
       SELECT CAST(? AS UNSIGNED)
       UNION ALL
       SELECT f.corrects_file_id FROM ${files} AS f JOIN chain USING (file_id) WHERE f.corrects_file_id IS NOT NULL)
     SELECT CAST(file_id AS DOUBLE) AS fileId FROM chain WHERE file_id IS NOT NULL`,
    [fileId],
  );
  return rows.map((row) => row.fileId);
}

/** The chunks of a file and of all that it corrects. What a correction has taken over is in its own chunks alone. */
export async function earlierChunks(
  connection: MariadbConnection,
  meta: string,
  fileId: number | null,
): Promise<EarlierChunk[]> {
  const chain = await chainOf(connection, meta, fileId);
  if (chain.length === 0) return [];
  return connection.query<EarlierChunk>(
    `SELECT CAST(file_id AS DOUBLE) AS fileId, CAST(chunk_no AS DOUBLE) AS no, CAST(first_record AS DOUBLE) AS firstRecord,
            CAST(last_record AS DOUBLE) AS lastRecord, CAST(accepted AS DOUBLE) AS accepted, CAST(deferred AS DOUBLE) AS deferred,
            rows_sha256 AS rowsSha256
       FROM ${quoteQualified(meta, 'ingest_chunk')}
      WHERE file_id IN (${chain.join(', ')}) AND last_record >= first_record`,
  );
}

/** The rejected records of a chunk by number; true where --replay or a correction has loaded them since. */
export async function knownRejects(
  connection: MariadbConnection,
  meta: string,
  { fileId, firstRecord, lastRecord }: EarlierChunk,
): Promise<ReadonlyMap<number, boolean>> {
  const rows = await connection.query<{ record: number; isReplayed: number }>(
    `SELECT CAST(record_no AS DOUBLE) AS record, CAST(MAX(replayed_at IS NOT NULL) AS DOUBLE) AS isReplayed
       FROM ${quoteQualified(meta, 'ingest_reject')}
      WHERE file_id = ? AND record_no BETWEEN ? AND ? GROUP BY record_no`,
    [fileId, firstRecord, lastRecord],
  );
  return new Map(rows.map(({ record, isReplayed }) => [record, isReplayed === 1]));
}
