import { AetherError } from '../../core/errors.ts';
import type { MariadbConnection, SqlValue } from '../../infra/mariadb/connection.ts';
import { quoteQualified } from '../../infra/mariadb/identifiers.ts';
import { type Chunk, deferredOf, type RejectedRecord, rejectedOf, type RuleCount } from './chunk.ts';
import { notOurs } from './file-ledger.ts';

/** Bytes between two records of the file that one committed transaction covers. */
export interface CommittedRange {
  readonly no: number;
  readonly byteStart: number;
  readonly byteEnd: number;
  readonly rejected: number;
}

/** Rows per INSERT, well below max_allowed_packet for records of ordinary size. */
const ROWS_PER_INSERT = 200;

const REASON_CHARS = 1000;

/** Stands for the chunk number of what is found in the whole file after loading. */
export const WHOLE_FILE = 4_294_967_295;

export async function committedRanges(
  connection: MariadbConnection,
  meta: string,
  fileId: number,
): Promise<CommittedRange[]> {
  return connection.query<CommittedRange>(
    `SELECT CAST(chunk_no AS DOUBLE) AS no, CAST(byte_start AS DOUBLE) AS byteStart, CAST(byte_end AS DOUBLE) AS byteEnd,
            CAST(rejected AS DOUBLE) AS rejected
       FROM ${quoteQualified(meta, 'ingest_chunk')} WHERE file_id = ? ORDER BY chunk_no`,
    [fileId],
  );
}

/** Throws LOAD_REFUSED where the committed chunk of this number covers other bytes: its records are not the same. */
export async function requireSameBounds(
  connection: MariadbConnection,
  meta: string,
  { fileId, chunk }: { fileId: number; chunk: Chunk },
): Promise<void> {
  const committed = (await committedRanges(connection, meta, fileId)).find(({ no }) => no === chunk.no);
  const { start, end } = chunk;
  if (committed?.byteStart === start.byteOffset && committed.byteEnd === end.byteOffset) return;
  throw otherBytes(start.byteOffset, end.byteOffset);
}

/** The error of bytes that are loaded in part: the records of the file are not those that an earlier run has found. */
export function otherBytes(from: number, to: number): AetherError {
  return new AetherError(
    'LOAD_REFUSED',
    `bytes ${from} to ${to} do not match what an earlier run has loaded of the file`,
    { hint: 'describe the file in the source as it was described when its loading began' },
  );
}

/**
 * Writes the chunk's row. It belongs into the transaction that loads the chunk; its key lets only one such commit.
 * Reading the file's row locks it until then, so that a claim of another run comes before or after the whole
 * transaction. Throws LEASE_LOST where it came before.
 */
export async function insertChunk(
  connection: MariadbConnection,
  meta: string,
  {
    fileId,
    runId,
    chunk,
    rowsSha256,
  }: { fileId: number; runId: string; chunk: Chunk; rowsSha256: string | null },
): Promise<void> {
  const { affectedRows } = await connection.run(
    `INSERT INTO ${quoteQualified(meta, 'ingest_chunk')} (file_id, chunk_no, byte_start, byte_end, first_record,
       last_record, parsed, accepted, rejected, deferred, server_rows, rows_sha256, connection_id, run_id, committed_at)
     SELECT file_id, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, run_id, UTC_TIMESTAMP(6)
       FROM ${quoteQualified(meta, 'ingest_file')} WHERE file_id = ? AND run_id = ?`,
    [
      chunk.no,
      chunk.start.byteOffset,
      chunk.end.byteOffset,
      chunk.start.recordNumber,
      chunk.end.recordNumber - 1,
      chunk.parsed,
      chunk.accepted,
      rejectedOf(chunk),
      deferredOf(chunk),
      chunk.accepted,
      rowsSha256,
      connection.threadId,
      fileId,
      runId,
    ],
  );
  if (affectedRows !== 1) throw notOurs([fileId]);
}

export async function insertRejects(
  connection: MariadbConnection,
  meta: string,
  fileId: number,
  rejects: readonly RejectedRecord[],
): Promise<void> {
  const rows = rejects.flatMap((reject) =>
    reject.violations.map((violation, index): SqlValue[] => [
      fileId,
      reject.recordNumber,
      violation.rule,
      violation.column ?? '',
      reject.line,
      reject.byteOffset,
      violation.reason.slice(0, REASON_CHARS),
      // The bytes once per record are enough, however many rules it breaks.
      index === 0 ? reject.raw : null,
    ]),
  );
  const table = quoteQualified(meta, 'ingest_reject');
  for (let at = 0; at < rows.length; at += ROWS_PER_INSERT) {
    const batch = rows.slice(at, at + ROWS_PER_INSERT);
    await connection.run(
      `INSERT INTO ${table} (file_id, record_no, rule, column_name, file_line, byte_offset, reason, raw)
       VALUES ${batch.map(() => '(?, ?, ?, ?, ?, ?, ?, ?)').join(', ')}`,
      batch.flat(),
    );
  }
}

/**
 * Writes how often each rule applied in a chunk, or in the whole file. Rejects add up, as each is taken out of the
 * staged records once; warnings are set again, as the steps look again at records that waited for others.
 */
export async function writeRuleCounts(
  connection: MariadbConnection,
  meta: string,
  { fileId, chunkNo }: { fileId: number; chunkNo: number },
  rules: readonly RuleCount[],
): Promise<void> {
  if (rules.length === 0) return;
  const rows = rules.map(({ rule, column, action, count, firstRecord, firstLine }): SqlValue[] => [
    fileId,
    chunkNo,
    rule,
    column ?? '',
    action,
    count,
    firstRecord,
    firstLine,
  ]);
  await connection.run(
    `INSERT INTO ${quoteQualified(meta, 'ingest_rule_count')}
       (file_id, chunk_no, rule, column_name, action, count, first_record, first_line)
     VALUES ${rows.map(() => '(?, ?, ?, ?, ?, ?, ?, ?)').join(', ')}
     ON DUPLICATE KEY UPDATE first_record = IF(action = 'warn', VALUES(first_record), LEAST(first_record, VALUES(first_record))),
       first_line = IF(action = 'warn', VALUES(first_line), LEAST(first_line, VALUES(first_line))),
       count = IF(action = 'warn', 0, count) + VALUES(count)`,
    rows.flat(),
  );
}
