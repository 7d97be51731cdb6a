import type { BoundColumn } from '../columns/bind-columns.ts';
import type { CellWriter } from '../columns/column-behaviour.ts';
import { type Cell, compileCell } from '../columns/compile-cell.ts';
import type { Lookups } from '../columns/value-checks.ts';
import { CANNOT_STORE, ONLY_WARNS, Verdict } from '../columns/value-rule.ts';
import type { Violation } from '../columns/violation.ts';
import type { DialectSpec } from '../records/dialect-spec.ts';
import { type FileEncoding, fileEncoding } from '../records/file-encoding.ts';
import type { RecordView } from '../records/record-view.ts';
import { Problem } from '../records/structural-problem.ts';
import { appendByte, appendBytes } from './append-bytes.ts';
import { appendInteger } from './append-number.ts';
import { type CellReader, createCellReader } from './cell-reader.ts';
import { LINE_FEED, NULL_VALUE, TAB } from './escape-text.ts';
import { structuralViolation, valueViolation } from './explain-violation.ts';
import { type RowBuffer, createRowBuffer } from './row-buffer.ts';

/** A number that stands in every row before the columns: one of the record's own, or a constant. */
export type LeadingColumn = 'recordNumber' | 'line' | 'byteOffset' | number;

export interface RowOptions {
  readonly dialect: DialectSpec;
  readonly leading?: readonly LeadingColumn[];
  readonly lookups?: Lookups;
  /** Default: UTF-8. */
  readonly encoding?: FileEncoding;
}

/** Turns records into rows for LOAD DATA. */
export interface RowCompiler {
  /** Appends one row; false where the record is rejected, and then nothing is appended. */
  write(record: RecordView, out: RowBuffer): boolean;
  /**
   * What was wrong with the last record, column by column: a new array for each record, empty for a sound one. In a
   * record that was written these are the warnings of columns with `on_fail: null` or `warn`.
   */
  violations(): readonly Violation[];
}

const { OK, IS_NULL } = Verdict;

/** More of a value than this does not help to recognise it. */
const SHOWN_BYTES = 240;

const NO_VIOLATIONS: readonly Violation[] = [];

export function compileRow(columns: readonly BoundColumn[], options: RowOptions): RowCompiler {
  const { leading = [], lookups = new Map(), encoding = fileEncoding('utf-8') } = options;
  const cells = columns.map((column) => compileCell(column, lookups));
  const readCell = createCellReader(options.dialect);
  let violations = NO_VIOLATIONS;

  function note(record: RecordView, cell: Cell, verdict: number): Violation {
    const action = actionFor(cell, verdict);
    const value = valueText(readCell, record, cell);
    const violation = valueViolation(record, { cell, verdict, action, value }, encoding);
    violations = [...violations, violation];
    return violation;
  }

  function writeCells(record: RecordView, out: RowBuffer): boolean {
    let accepted = true;
    for (const cell of cells) {
      const cellStart = out.length;
      const verdict = writeCell(readCell, cell, record, out);
      if (verdict !== OK) {
        const { action } = note(record, cell, verdict);
        if (action === 'reject') accepted = false;
        if (action === 'null') replaceByNull(out, cellStart);
      }
      appendByte(out, TAB);
    }
    return accepted;
  }

  return {
    violations: () => violations,
    write(record, out) {
      violations = NO_VIOLATIONS;
      if (record.problem !== Problem.NONE) {
        violations = [structuralViolation(record, encoding)].filter((violation) => violation !== undefined);
        return false;
      }
      const rowStart = out.length;
      for (const column of leading) appendLeading(column, record, out);
      const accepted = writeCells(record, out);
      if (accepted) out.bytes[out.length - 1] = LINE_FEED;
      else out.length = rowStart;
      return accepted;
    },
  };
}

function appendLeading(column: LeadingColumn, record: RecordView, out: RowBuffer): void {
  if (column === 'recordNumber') appendInteger(out, record.recordNumber);
  else if (column === 'line') appendInteger(out, record.line);
  else if (column === 'byteOffset') appendInteger(out, record.byteOffset);
  else appendInteger(out, column);
  appendByte(out, TAB);
}

function writeCell(readCell: CellReader, cell: Cell, record: RecordView, out: RowBuffer): number {
  const verdict = readCell(record, cell, cell.write, out);
  if (verdict !== IS_NULL) return verdict;
  if (cell.ifNull === undefined) return Verdict.REQUIRED | CANNOT_STORE;
  appendBytes(out, cell.ifNull, 0, cell.ifNull.length);
  return OK;
}

/** The value of a cell as the type's writer sees it, for people. */
function valueText(readCell: CellReader, record: RecordView, cell: Cell): string {
  let text = '';
  const capture: CellWriter = (source, start, end) => {
    text = source.toString('utf8', start, Math.min(end, start + SHOWN_BYTES));
    return OK;
  };
  readCell(record, cell, capture, createRowBuffer(NULL_VALUE));
  return text;
}

/** A value that the column cannot hold is not let pass by `on_fail: warn`. */
function actionFor(cell: Cell, verdict: number): Violation['action'] {
  if ((verdict & ONLY_WARNS) !== 0) return 'warn';
  const wanted = cell.spec.on_fail;
  return wanted === 'warn' && (verdict & CANNOT_STORE) !== 0 ? 'reject' : wanted;
}

function replaceByNull(out: RowBuffer, cellStart: number): void {
  out.length = cellStart;
  appendBytes(out, NULL_VALUE, 0, NULL_VALUE.length);
}
