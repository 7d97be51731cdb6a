import type { MariadbConnection } from '../../../infra/mariadb/connection.ts';
import { quoteQualified } from '../../../infra/mariadb/identifiers.ts';
import { notOurs } from '../file-ledger.ts';
import { REPLAYED_RULE } from './replayed-records.ts';

const RECORDS_PER_TRANSACTION = 1000;

/**
 * Takes rows of a replay out of those that wait for their parent, as another file has loaded a corrected version since an
 * earlier run put them there.
 */
export async function discardWaiting(
  connection: MariadbConnection,
  { meta, fileId, runId }: { readonly meta: string; readonly fileId: number; readonly runId: string },
  records: readonly number[],
): Promise<void> {
  for (let at = 0; at < records.length; at += RECORDS_PER_TRANSACTION) {
    const list = records.slice(at, at + RECORDS_PER_TRANSACTION).join(', ');
    await connection.transaction(() => discard(connection, { meta, fileId, runId }, list));
  }
}

async function discard(
  connection: MariadbConnection,
  { meta, fileId, runId }: { readonly meta: string; readonly fileId: number; readonly runId: string },
  list: string,
): Promise<void> {
  const table = (name: string) => quoteQualified(meta, `ingest_${name}`);
  const own = await connection.query(
    `SELECT 1 FROM ${table('file')} WHERE file_id = ? AND run_id = ? LOCK IN SHARE MODE`,
    [fileId, runId],
  );
  if (own.length === 0) throw notOurs([fileId]);
  const waiting = `${table('deferred')} WHERE file_id = ? AND record_no IN (${list})`;
  const { affectedRows } = await connection.run(
    `INSERT INTO ${table('reject')} (file_id, record_no, rule, file_line, byte_offset, reason, replayed_at)
     SELECT file_id, record_no, '${REPLAYED_RULE}', 0, 0, 'a corrected version of it is loaded already', UTC_TIMESTAMP(6) FROM ${waiting}`,
    [fileId],
  );
  if (affectedRows === 0) return;
  await connection.run(
    `INSERT INTO ${table('rule_count')} (file_id, chunk_no, rule, action, count, first_record, first_line)
     SELECT file_id, chunk_no, '${REPLAYED_RULE}', 'discard', COUNT(*), MIN(record_no), 0 FROM ${waiting} GROUP BY file_id, chunk_no
     ON DUPLICATE KEY UPDATE count = count + VALUES(count)`,
    [fileId],
  );
  await connection.run(
    `UPDATE ${table('chunk')} AS c
       JOIN (SELECT chunk_no, COUNT(*) AS gone FROM ${waiting} GROUP BY chunk_no) AS w USING (chunk_no)
        SET c.rejected = c.rejected + w.gone, c.deferred = c.deferred - w.gone, c.rows_sha256 = NULL WHERE c.file_id = ?`,
    [fileId, fileId],
  );
  await connection.run(
    `DELETE FROM ${table('replay')} WHERE file_id = ? AND record_no IN (SELECT record_no FROM ${waiting})`,
    [fileId, fileId],
  );
  await connection.run(`DELETE FROM ${waiting}`, [fileId]);
}
