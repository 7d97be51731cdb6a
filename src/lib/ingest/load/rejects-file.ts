import { createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { once } from 'node:events';
import { dirname } from 'node:path';
import { finished } from 'node:stream/promises';
import type { MariadbConnection } from '../../infra/mariadb/connection.ts';
import { quoteQualified } from '../../infra/mariadb/identifiers.ts';
import type { DialectSpec } from '../records/dialect-spec.ts';
import { byteOrderMark, textEncoder } from '../records/encode-text.ts';
import type { EncodingName } from '../records/file-encoding.ts';

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
    /** The rule by which the source itself discards records, as those need no correction; empty for none. */
    readonly discardRule: string;
  },
): Promise<number> {
  const { path, header, fileId } = request;
  const line = lineWriter(request);
  let written = 0;
  let after = 0;
  let file: ReturnType<typeof createWriteStream> | undefined;
  for (;;) {
    const rows = await readRejects(connection, request, after);
    const last = rows.at(-1);
    if (last === undefined) break;
    if (file === undefined) {
      await mkdir(dirname(path), { recursive: true, mode: 0o700 });
      file = createWriteStream(path, { mode: 0o600 });
      file.write(byteOrderMark(request.encoding));
      if (header !== null) file.write(line(REJECT_COLUMNS, header));
    }
    for (const row of rows) {
      const annotations = [
        String(fileId),
        String(row.record),
        String(row.line),
        row.rule,
        row.column,
        row.reason,
      ];
      if (!file.write(line(annotations, row.raw))) await once(file, 'drain');
    }
    written += rows.length;
    after = last.record;
  }
  if (file !== undefined) {
    file.end();
    await finished(file);
  }
  return written;
}

async function readRejects(
  connection: MariadbConnection,
  { meta, fileId, discardRule }: { meta: string; fileId: number; discardRule: string },
  after: number,
): Promise<RejectRow[]> {
  return connection.query<RejectRow>(
    `SELECT CAST(record_no AS DOUBLE) AS record, CAST(file_line AS DOUBLE) AS line,
            GROUP_CONCAT(column_name SEPARATOR '; ') AS \`column\`, GROUP_CONCAT(rule SEPARATOR '; ') AS rule,
            GROUP_CONCAT(reason SEPARATOR '; ') AS reason, MAX(raw) AS raw
       FROM ${quoteQualified(meta, 'ingest_reject')}
      WHERE file_id = ? AND record_no > ? AND rule <> ?
      GROUP BY record_no, file_line ORDER BY record_no LIMIT ${ROWS_PER_READ}`,
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
