import type { MariadbConnection } from '../../../infra/mariadb/connection.ts';
import { quoteQualified } from '../../../infra/mariadb/identifiers.ts';
import type { EarlierChunk } from '../chunk.ts';
import { findLoadedOrigins } from '../replay/find-loaded-origins.ts';
import { originKey, sameRecords } from '../replay/same-record.ts';

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

/** As many as a list may have that the server looks up by its index. */
const REJECTS_PER_QUERY = 300;

/**
 * The rejected records of a chunk by number; true where a replay or a correction has loaded them since, also a replay that was
 * killed before it could note that.
 */
export async function knownRejects(
  connection: MariadbConnection,
  meta: string,
  { fileId, firstRecord, lastRecord }: EarlierChunk,
): Promise<ReadonlyMap<number, boolean>> {
  const rejects = await connection.query<{ record: number }>(
    `SELECT DISTINCT CAST(record_no AS DOUBLE) AS record FROM ${quoteQualified(meta, 'ingest_reject')}
      WHERE file_id = ? AND record_no BETWEEN ? AND ?`,
    [fileId, firstRecord, lastRecord],
  );
  const known = new Map<number, boolean>();
  const search = { meta, besides: fileId, same: sameRecords(connection, meta), isStaged: false };
  for (let at = 0; at < rejects.length; at += REJECTS_PER_QUERY) {
    const origins = rejects.slice(at, at + REJECTS_PER_QUERY).map(({ record }) => ({ fileId, record }));
    const loaded = await findLoadedOrigins(connection, search, origins);
    for (const origin of origins) known.set(origin.record, loaded.has(originKey(origin)));
  }
  return known;
}
