import type { Cell } from '../columns/compile-cell.ts';
import { trimEnd, trimStart } from '../columns/white-space.ts';
import { BACKSLASH } from '../records/byte-class.ts';
import type { DialectSpec } from '../records/dialect-spec.ts';
import { FieldFlag, MAX_FIELDS, type RecordView } from '../records/record-view.ts';
import { createUnescaper } from '../records/unescape-field.ts';

/** The bytes of one value, ready to be checked; the same object serves every cell. */
export interface CellInput {
  source: Buffer;
  start: number;
  end: number;
}

const LETTER_N = 0x4e;

/** Finds the bytes of a cell: without escapes and, where asked for, without outer white space. */
export interface InputReader {
  readonly input: CellInput;
  /** Fills `input`; false where the value is NULL. */
  read(record: RecordView, cell: Cell): boolean;
}

export function createInputReader(dialect: DialectSpec): InputReader {
  const hasBackslash = dialect.escape === 'backslash';
  const unescape = createUnescaper(dialect);
  const input: CellInput = { source: Buffer.alloc(0), start: 0, end: 0 };
  let unescaped = Buffer.allocUnsafeSlow(4096);

  function locate(record: RecordView, field: number): number {
    input.source = record.buffer;
    input.start = record.fieldStart[field] ?? 0;
    input.end = record.fieldEnd[field] ?? 0;
    return record.fieldFlags[field] ?? 0;
  }

  function removeEscapes(): void {
    const length = input.end - input.start;
    if (length > unescaped.length) unescaped = Buffer.allocUnsafeSlow(length * 2);
    input.end = unescape(input.source, input.start, input.end, unescaped);
    input.source = unescaped;
    input.start = 0;
  }

  return {
    input,
    read(record, cell) {
      const { field } = cell;
      if (field < 0 || field >= record.fieldCount || field >= MAX_FIELDS) return false;
      const flags = locate(record, field);
      if (flags === FieldFlag.ESCAPED && hasBackslash && isEscapedNull(input)) return false;
      if ((flags & FieldFlag.ESCAPED) !== 0) removeEscapes();
      if (cell.trims) trim(input);
      const isQuoted = (flags & FieldFlag.QUOTED) !== 0;
      return (isQuoted && !cell.quotedNull) || !cell.isNull(input.source, input.start, input.end);
    },
  };
}

function trim(input: CellInput): void {
  input.start = trimStart(input.source, input.start, input.end);
  input.end = trimEnd(input.source, input.start, input.end);
}

/** An unquoted \N, which in a file with backslash escapes is NULL whatever the null markers are. */
function isEscapedNull({ source, start, end }: CellInput): boolean {
  return end - start === 2 && source[start] === BACKSLASH && source[start + 1] === LETTER_N;
}
