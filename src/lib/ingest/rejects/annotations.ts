import type { Input } from '../input/input.ts';
import { REJECT_COLUMNS } from './reject-columns.ts';
import { createDecoder } from '../records/create-decoder.ts';
import type { DialectSpec } from '../records/dialect-spec.ts';
import { fieldTexts } from '../records/field-texts.ts';
import type { EncodingName } from '../records/encoding-names.ts';
import { createRecordScanner } from '../records/record-scanner.ts';
import { FieldFlag, type RecordView } from '../records/record-view.ts';
import { Problem } from '../records/structural-problem.ts';

/** The columns of aether's own in front of the fields of a replayed file. */
export interface Annotations {
  /** An editor may have taken some away, and all that stood behind those. */
  readonly count: number;
  /** A header or a record, in the encoding of the file, without them; as it is where they are not found. */
  readonly cut: (bytes: Buffer) => Buffer;
}

export function annotationsOf({
  header,
  spec,
  encoding,
}: Pick<Input, 'header' | 'spec' | 'encoding'>): Annotations {
  const decode = textDecoder(encoding.name);
  const scan = singleScanner(spec.dialect);
  const count =
    header === null ? REJECT_COLUMNS.length : inFront(fieldTexts(scan(decode(header)), spec.dialect));
  return {
    count,
    cut(bytes) {
      const text = decode(bytes);
      const start = startOfField(scan, text, count);
      return bytes.subarray(encoding.sourceLength?.(text, 0, start) ?? start);
    },
  };
}

function inFront(names: readonly string[]): number {
  const other = REJECT_COLUMNS.findIndex((column, index) => names[index] !== column);
  return other < 0 ? REJECT_COLUMNS.length : other;
}

type Scan = (text: Buffer) => RecordView;

/** Where a field begins, its quote included, in a record that stands alone; 0 where the record has no such field. */
function startOfField(scan: Scan, text: Buffer, field: number): number {
  const record = scan(text);
  if (record.problem === Problem.UNTERMINATED_QUOTE) {
    // No field of such a record is shown, but those in front of the quote are sound.
    return startOfField(scan, text.subarray(0, record.problemAt - record.start), field);
  }
  if (record.fieldCount <= field) return 0;
  const isQuoted = ((record.fieldFlags[field] ?? 0) & FieldFlag.QUOTED) !== 0;
  return (record.fieldStart[field] ?? 0) - record.start - (isQuoted ? 1 : 0);
}

/** Scans records that have been taken out of their file, each for itself. */
function singleScanner(dialect: DialectSpec): Scan {
  const end = Buffer.from(dialect.record_end === 'auto' ? '\n' : dialect.record_end);
  let scanner = createRecordScanner(dialect);
  return (text) => {
    const { record } = scanner;
    scanner.feed(text);
    scanner.feed(end);
    if (scanner.next()) return record;
    // A quote stays open, and its end would be looked for in the next record.
    scanner.finish();
    scanner.next();
    scanner = createRecordScanner(dialect);
    return record;
  };
}

function textDecoder(encoding: EncodingName): (bytes: Buffer) => Buffer {
  const decoder = createDecoder(encoding);
  if (decoder === undefined) return (bytes) => bytes;
  return (bytes) => Buffer.concat([decoder.decode(bytes), decoder.finish()]);
}
