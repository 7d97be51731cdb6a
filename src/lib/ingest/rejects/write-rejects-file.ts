import { createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { AetherError, systemErrorCode } from '../../core/errors.ts';
import type { MariadbConnection } from '../../infra/mariadb/connection.ts';
import { quoteQualified } from '../../infra/mariadb/identifiers.ts';
import type { DialectSpec } from '../records/dialect-spec.ts';
import { byteOrderMark, textEncoder } from '../records/encode-text.ts';
import type { EncodingName } from '../records/encoding-names.ts';

interface RejectRow {
  readonly record: number;
  readonly line: number;
  readonly column: string;
  readonly rule: string;
  readonly reason: string;
  readonly raw: Buffer;
}

/** Columns in front of the record itself; a corrected file is read with them. */
export const REJECT_COLUMNS = [
  'aether_file',
  'aether_record',
  'aether_line',
  'aether_rule',
  'aether_column',
  'aether_reason',
] as const;

/** What stands behind the name of a file in the name of its rejects. */
export const REJECTS_SUFFIX = '.rejects.csv';

const ROWS_PER_READ = 5000;

/**
 * Writes the rejected records of a file as they stood there, in its own encoding and dialect, with what is wrong in
 * front of each. Returns how many; with none no file is made.
 */
export async function writeRejectsFile(
  connection: MariadbConnection,
  request: {
    readonly meta: string;
    readonly fileId: number;
    readonly path: string;
    readonly dialect: DialectSpec;
    readonly encoding: EncodingName;
    /** In the file's encoding, as the records are; null where the file has none. */
    readonly header: Buffer | null;
    /** Makes of the header or a record what stands behind the annotations. */
    readonly toOriginal: (bytes: Buffer) => Buffer;
    /** The rule by which the source itself discards records, as those need no correction; empty for none. */
    readonly discardRule: string;
  },
): Promise<number> {
  let written = 0;
  const lines = async function* () {
    const line = lineWriter(request);
    yield byteOrderMark(request.encoding);
    if (request.header !== null) yield line(REJECT_COLUMNS, request.toOriginal(request.header));
    for await (const { record, line: fileLine, rule, column, reason, raw } of rejectRows(
      connection,
      request,
    )) {
      written += 1;
      const annotations = [String(request.fileId), String(record), String(fileLine), rule, column, reason];
      yield line(annotations, request.toOriginal(raw));
    }
  };
  if ((await readRejects(connection, request, 0, 1)).length === 0) return 0;
  try {
    await mkdir(dirname(request.path), { recursive: true, mode: 0o700 });
    await pipeline(lines, createWriteStream(request.path, { mode: 0o600 }));
  } catch (thrown) {
    throw unwritable(request.path, thrown);
  }
  return written;
}

/** Errors of the database are passed on as they are. */
function unwritable(path: string, thrown: unknown): unknown {
  const code = systemErrorCode(thrown);
  if (thrown instanceof AetherError || code === undefined) return thrown;
  return new AetherError('FILE_UNWRITABLE', `${path}: cannot be written (${code})`, {
    cause: thrown,
    hint: 'the rejects are in the ledger: make room and type the same command again',
  });
}

async function* rejectRows(
  connection: MariadbConnection,
  request: Parameters<typeof readRejects>[1],
): AsyncGenerator<RejectRow> {
  for (let after = 0; ;) {
    const rows = await readRejects(connection, request, after, ROWS_PER_READ);
    yield* rows;
    const last = rows.at(-1);
    if (last === undefined) return;
    after = last.record;
  }
}

async function readRejects(
  connection: MariadbConnection,
  { meta, fileId, discardRule }: { meta: string; fileId: number; discardRule: string },
  after: number,
  limit: number,
): Promise<RejectRow[]> {
  return connection.query<RejectRow>(
    `SELECT CAST(record_no AS DOUBLE) AS record, CAST(file_line AS DOUBLE) AS line,
            GROUP_CONCAT(column_name SEPARATOR '; ') AS \`column\`, GROUP_CONCAT(rule SEPARATOR '; ') AS rule,
            GROUP_CONCAT(reason SEPARATOR '; ') AS reason, MAX(raw) AS raw
       FROM ${quoteQualified(meta, 'ingest_reject')}
      WHERE file_id = ? AND record_no > ? AND rule <> ? AND replayed_at IS NULL
      GROUP BY record_no, file_line ORDER BY record_no LIMIT ${limit}`,
    [fileId, after, discardRule],
  );
}

/** Lines of a rejects file: annotations quoted as the dialect has it, then the bytes of the record, untouched. */
function lineWriter({
  dialect,
  encoding,
}: {
  readonly dialect: DialectSpec;
  readonly encoding: EncodingName;
}) {
  const encode = textEncoder(encoding);
  const quote = dialect.quote ?? '';
  const end = encode(dialect.record_end === 'auto' ? '\n' : dialect.record_end);
  const cell = (text: string) => {
    const oneLine = text.replaceAll(/[\r\n]+/g, ' ');
    if (quote === '') return oneLine.replaceAll(dialect.delimiter, ' ');
    return `${quote}${oneLine.replaceAll(quote, quote + quote)}${quote}`;
  };
  return (annotations: readonly string[], record: Buffer): Buffer =>
    Buffer.concat([encode([...annotations.map(cell), ''].join(dialect.delimiter)), record, end]);
}
