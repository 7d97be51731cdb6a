import type { MariadbConnection, SqlValue } from '../../../infra/mariadb/connection.ts';
import { quoteQualified } from '../../../infra/mariadb/identifiers.ts';

/** A row that waits for its parent. */
export interface DeferredRow {
  readonly record: number;
  readonly chunkNo: number;
  readonly row: Buffer;
}

/** Well below max_allowed_packet for rows of ordinary size. */
const BYTES_PER_INSERT = 1024 * 1024;
const ROWS_PER_INSERT = 1000;
const RECORDS_PER_READ = 20_000;

/** Writes rows that wait. Belongs into the transaction that loads their chunk. */
export async function insertDeferred(
  connection: MariadbConnection,
  meta: string,
  { fileId, chunkNo }: { readonly fileId: number; readonly chunkNo: number },
  rows: ReadonlyMap<number, Buffer>,
): Promise<void> {
  let values: SqlValue[] = [];
  let bytes = 0;
  const flush = async () => {
    if (values.length === 0) return;
    const places = Array.from({ length: values.length / 4 }, () => '(?, ?, ?, ?)').join(', ');
    await connection.run(
      `INSERT INTO ${quoteQualified(meta, 'ingest_deferred')} (file_id, record_no, chunk_no, row_bytes) VALUES ${places}`,
      values,
    );
    values = [];
    bytes = 0;
  };
  for (const [record, row] of rows) {
    values.push(fileId, record, chunkNo, row);
    bytes += row.length;
    if (bytes >= BYTES_PER_INSERT || values.length >= 4 * ROWS_PER_INSERT) await flush();
  }
  await flush();
}

/** Takes the waiting rows of an earlier delivery's chunk over into the one that stands for it now. */
export async function takeOverDeferred(
  connection: MariadbConnection,
  meta: string,
  from: { readonly fileId: number; readonly chunkNo: number },
  to: { readonly fileId: number; readonly chunkNo: number },
): Promise<void> {
  await connection.run(
    `UPDATE ${quoteQualified(meta, 'ingest_deferred')} SET file_id = ?, chunk_no = ? WHERE file_id = ? AND chunk_no = ?`,
    [to.fileId, to.chunkNo, from.fileId, from.chunkNo],
  );
}

export async function countDeferred(
  connection: MariadbConnection,
  meta: string,
  fileId: number,
): Promise<number> {
  const [row] = await connection.query<{ count: number }>(
    `SELECT CAST(COUNT(*) AS DOUBLE) AS count FROM ${quoteQualified(meta, 'ingest_deferred')} WHERE file_id = ?`,
    [fileId],
  );
  return row?.count ?? 0;
}

/** Which waiting rows to read: the first or last ones of those that come after or before a record. */
export interface DeferredPart {
  readonly fileId: number;
  readonly direction: 'forward' | 'backward';
  /** null: from the one end of the file. */
  readonly beyond: number | null;
  readonly bytes: number;
}

/** Reads so many waiting rows that fit into `bytes`, one at least; in the order of the file. Empty at the other end. */
export async function readDeferred(
  connection: MariadbConnection,
  meta: string,
  { fileId, direction, beyond, bytes }: DeferredPart,
): Promise<DeferredRow[]> {
  const table = quoteQualified(meta, 'ingest_deferred');
  const [order, is] = direction === 'forward' ? ['ASC', '>'] : ['DESC', '<'];
  const sizes = await connection.query<{ record: number; bytes: number }>(
    `SELECT CAST(record_no AS DOUBLE) AS record, CAST(LENGTH(row_bytes) AS DOUBLE) AS bytes FROM ${table}
      WHERE file_id = ? ${beyond === null ? '' : `AND record_no ${is} ?`} ORDER BY record_no ${order} LIMIT ${RECORDS_PER_READ}`,
    beyond === null ? [fileId] : [fileId, beyond],
  );
  let sum = 0;
  const fitting = sizes.filter((row, index) => {
    sum += row.bytes;
    return index === 0 || sum <= bytes;
  });
  const records = fitting.map(({ record }) => record);
  if (records.length === 0) return [];
  return connection.query<DeferredRow>(
    `SELECT CAST(record_no AS DOUBLE) AS record, CAST(chunk_no AS DOUBLE) AS chunkNo, row_bytes AS row FROM ${table}
      WHERE file_id = ? AND record_no BETWEEN ? AND ? ORDER BY record_no`,
    [fileId, Math.min(...records), Math.max(...records)],
  );
}
