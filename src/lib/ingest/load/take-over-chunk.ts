import type { MariadbConnection } from '../../infra/mariadb/connection.ts';
import { quoteQualified } from '../../infra/mariadb/identifiers.ts';
import type { Adopted } from './chunk.ts';
import { notOurs } from './file-ledger.ts';

/**
 * Takes the chunk of an earlier delivery out of the ledger, in the transaction that writes the one in its place: every
 * row of the table is in one chunk. `loaded` are the corrected rejects that are in the table now.
 */
export async function takeOverChunk(
  connection: MariadbConnection,
  meta: string,
  {
    fileId,
    adopted,
    loaded,
  }: { readonly fileId: number; readonly adopted: Adopted; readonly loaded: readonly number[] },
): Promise<void> {
  const { earlier, replayed } = adopted;
  const rejects = quoteQualified(meta, 'ingest_reject');
  const { affectedRows } = await connection.run(
    `DELETE FROM ${quoteQualified(meta, 'ingest_chunk')} WHERE file_id = ? AND chunk_no = ?`,
    [earlier.fileId, earlier.no],
  );
  if (affectedRows !== 1) throw notOurs([earlier.fileId]);
  if (replayed.length > 0) {
    await connection.run(
      `INSERT INTO ${rejects} (file_id, record_no, rule, column_name, file_line, byte_offset, reason, raw, replayed_at)
       SELECT ?, record_no, rule, column_name, file_line, byte_offset, reason, raw, COALESCE(replayed_at, UTC_TIMESTAMP(6))
         FROM ${rejects} AS r WHERE file_id = ? AND record_no IN (${replayed.join(', ')})`,
      [fileId, earlier.fileId],
    );
  }
  if (loaded.length > 0) {
    await connection.run(
      `UPDATE ${rejects} SET replayed_at = UTC_TIMESTAMP(6)
        WHERE file_id = ? AND record_no IN (${loaded.join(', ')}) AND replayed_at IS NULL`,
      [earlier.fileId],
    );
  }
}
