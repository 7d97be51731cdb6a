import type { MariadbConnection, SqlValue } from '../../../infra/mariadb/connection.ts';
import { quoteQualified } from '../../../infra/mariadb/identifiers.ts';
import type { ReplayedRecords } from '../chunk.ts';
import { insertRejects } from '../chunk-ledger.ts';

const ROWS_PER_INSERT = 1000;

/** Writes which rejects the records of a chunk are of, and which were not loaded. Belongs into the transaction that loads it. */
export async function insertReplayed(
  connection: MariadbConnection,
  meta: string,
  { fileId, replay }: { readonly fileId: number; readonly replay: ReplayedRecords | undefined },
): Promise<void> {
  if (replay === undefined) return;
  const rows = Array.from(replay.origins, ([record, origin]): SqlValue[] => [
    fileId,
    record,
    origin.fileId,
    origin.record,
  ]);
  for (let at = 0; at < rows.length; at += ROWS_PER_INSERT) {
    const batch = rows.slice(at, at + ROWS_PER_INSERT);
    await connection.run(
      `INSERT INTO ${quoteQualified(meta, 'ingest_replay')} (file_id, record_no, origin_file_id, origin_record_no)
       VALUES ${batch.map(() => '(?, ?, ?, ?)').join(', ')}`,
      batch.flat(),
    );
  }
  await insertRejects(connection, meta, fileId, replay.skipped);
  const skipped = replay.skipped.map(({ recordNumber }) => recordNumber);
  if (skipped.length > 0)
    // Nothing of them is left to correct.
    await connection.run(
      `UPDATE ${quoteQualified(meta, 'ingest_reject')} SET replayed_at = UTC_TIMESTAMP(6)
        WHERE file_id = ? AND record_no IN (${skipped.join(', ')})`,
      [fileId],
    );
}
