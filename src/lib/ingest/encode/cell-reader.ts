import type { CellWriter } from '../columns/column-behaviour.ts';
import { type Cell, CellTrait } from '../columns/compile-cell.ts';
import { isNullWord } from '../columns/null-markers.ts';
import { Verdict } from '../columns/value-rule.ts';
import { trimEnd, trimStart } from '../columns/white-space.ts';
import { BACKSLASH } from '../records/byte-class.ts';
import type { DialectSpec } from '../records/dialect-spec.ts';
import { FieldFlag, type RecordView } from '../records/record-view.ts';
import { createUnescaper } from '../records/unescape-field.ts';
import type { RowBuffer } from './row-buffer.ts';

const { IS_NULL } = Verdict;
const { QUOTED, ESCAPED } = FieldFlag;
const { TRIMS, QUOTED_NULL, EMPTY_IS_NULL, HAS_NULL_WORDS } = CellTrait;
const LETTER_N = 0x4e;

/**
 * Finds the bytes of a cell, without escapes and, where asked for, without outer white space, and hands them to a
 * writer, whose verdict it returns; IS_NULL where the value is NULL. All in local variables: writing the position of
 * every value to an object would cost as much as half of the columns do.
 */
export interface CellReader {
  (record: RecordView, cell: Cell, write: CellWriter, out: RowBuffer): number;
}

export function createCellReader(dialect: DialectSpec): CellReader {
  const hasBackslash = dialect.escape === 'backslash';
  const unescape = createUnescaper(dialect);
  let unescaped = Buffer.allocUnsafeSlow(4096);

  function removeEscapes(source: Buffer, start: number, end: number): number {
    if (end - start > unescaped.length) unescaped = Buffer.allocUnsafeSlow((end - start) * 2);
    return unescape(source, start, end, unescaped);
  }

  return (record, cell, write, out) => {
    const { field, traits } = cell;
    if (field < 0 || field >= record.fieldCount) return IS_NULL;
    const flags = flagsOf(record, field);
    let source = record.buffer;
    let start = startOf(record, field);
    let end = endOf(record, field);
    if ((flags & ESCAPED) !== 0) {
      if (hasBackslash && flags === ESCAPED && isEscapedNull(source, start, end)) return IS_NULL;
      end = removeEscapes(source, start, end);
      start = 0;
      source = unescaped;
    }
    if ((traits & TRIMS) !== 0) {
      start = trimStart(source, start, end);
      end = trimEnd(source, start, end);
    }
    const mayBeNull = (traits & QUOTED_NULL) !== 0 || (flags & QUOTED) === 0;
    if (mayBeNull && isNull(cell, source, start, end)) return IS_NULL;
    return write(source, start, end, out);
  };
}

function flagsOf(record: RecordView, field: number): number {
  return record.fieldFlags[field] ?? 0;
}

function startOf(record: RecordView, field: number): number {
  return record.fieldStart[field] ?? 0;
}

function endOf(record: RecordView, field: number): number {
  return record.fieldEnd[field] ?? 0;
}

function isNull({ traits, nullWords }: Cell, source: Buffer, start: number, end: number): boolean {
  if (start === end) return (traits & EMPTY_IS_NULL) !== 0;
  return (traits & HAS_NULL_WORDS) !== 0 && isNullWord(nullWords, source, start, end);
}

/** An unquoted \N, which in a file with backslash escapes is NULL whatever the null markers are. */
function isEscapedNull(source: Buffer, start: number, end: number): boolean {
  return end - start === 2 && source[start] === BACKSLASH && source[start + 1] === LETTER_N;
}
