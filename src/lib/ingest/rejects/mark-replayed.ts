import { quoteQualified } from '../../infra/mariadb/identifiers.ts';
import type { IngestRun } from '../ingest-run.ts';
import { readRecordBlocks } from '../input/read-records.ts';
import type { KnownFile } from '../load/register-files.ts';
import { fieldTexts } from '../records/field-texts.ts';
import { annotationsOf } from './annotations.ts';

const RECORDS_PER_UPDATE = 500;

/** Notes on the rejects of old that a corrected version of them was loaded; those rejected again stay open. */
export async function markReplayed(
  { context, connection, databases }: Pick<IngestRun, 'context' | 'connection' | 'databases'>,
  { input, file: { fileId } }: KnownFile,
): Promise<number> {
  // Without file and record in front nothing tells which rejects these were.
  if (annotationsOf(input).count < 2) return 0;
  const table = quoteQualified(databases.meta, 'ingest_reject');
  const rejectedAgain = await connection.query<{ record: number }>(
    `SELECT DISTINCT CAST(record_no AS DOUBLE) AS record FROM ${table} WHERE file_id = ?`,
    [fileId],
  );
  const again = new Set(rejectedAgain.map((row) => row.record));
  let marked = 0;
  let pairs: string[] = [];
  const flush = async () => {
    if (pairs.length === 0) return;
    const { affectedRows } = await connection.run(
      `UPDATE ${table} SET replayed_at = UTC_TIMESTAMP(6)
        WHERE (file_id, record_no) IN (${pairs.join(', ')}) AND replayed_at IS NULL`,
    );
    marked += affectedRows;
    pairs = [];
  };
  for await (const scanner of readRecordBlocks(input, context.signal)) {
    while (scanner.next()) {
      if (again.has(scanner.record.recordNumber)) continue;
      const [file, record] = fieldTexts(scanner.record, input.spec.dialect);
      if (isNumber(file) && isNumber(record)) pairs.push(`(${file}, ${record})`);
    }
    if (pairs.length >= RECORDS_PER_UPDATE) await flush();
  }
  await flush();
  return marked;
}

/** The annotations went through an editor: only digits are put into the statement. */
function isNumber(text: string | undefined): text is string {
  return text !== undefined && /^\d{1,18}$/.test(text);
}
