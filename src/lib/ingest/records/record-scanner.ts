import { compileDialect } from './byte-class.ts';
import type { DialectSpec } from './dialect-spec.ts';
import { type Boundary, MAX_FIELDS, type RecordView, type SourceLength } from './record-view.ts';
import { LONGEST_SEQUENCE, giveUpLongRecord, giveUpLostQuote, skipOn } from './resync.ts';
import { scanRecord } from './scan-record.ts';
import { ScanEnd, type ScanState, appendToWindow, beginRecord } from './scan-state.ts';
import { Problem } from './structural-problem.ts';

/** The window starts at this size and grows to hold the longest record and one chunk. */
const FIRST_WINDOW_BYTES = 256 * 1024;

export interface ScannerOptions {
  /** Where the first byte fed stands; the start of a file with a header is record 0. */
  readonly start?: Boundary;
  /** Records with another number of fields get the problem `field_count`; 0 accepts any. See `expectFields`. */
  readonly expectedFields?: number;
  /** For files that are decoded on the way, so that offsets are those of the file. */
  readonly sourceLength?: SourceLength | undefined;
}

/**
 * Cuts a stream of bytes into records, quote-aware and without making strings.
 *
 *     scanner.feed(chunk);                  // chunks of any size; 64 KiB to 1 MiB are best
 *     while (scanner.next()) use(scanner.record);
 *     ... and after the last chunk:
 *     scanner.finish();
 *     while (scanner.next()) use(scanner.record);
 *
 * What it finds does not depend on how the bytes are cut into chunks. Memory is bounded by the longest allowed
 * record plus a chunk. Nothing is thrown: what is wrong with a record stands in `record.problem`.
 */
export interface RecordScanner {
  readonly record: RecordView;
  /** Takes a copy of the bytes; `record` is void from then on. */
  feed(chunk: Uint8Array): void;
  /** Says that no more bytes will come: the last record need not have an end mark. */
  finish(): void;
  /** Moves on to the next record; false when more bytes are needed or, after `finish`, none is left. */
  next(): boolean;
  /** The boundary after the last record shown: a chunk may be cut here, and read on from here. */
  boundary(): Boundary;
  /** Empty lines passed over; they are not records. */
  blankLines(): number;
  expectFields(count: number): void;
}

export function createRecordScanner(dialect: DialectSpec, options: ScannerOptions = {}): RecordScanner {
  const start = options.start ?? { byteOffset: 0, line: 1, recordNumber: dialect.header ? 0 : 1 };
  const state = createState(dialect, start, options);
  const { record } = state;
  const maxBytes = dialect.max_record_bytes;
  let recordNumber = start.recordNumber;
  let blankLines = 0;

  function next(): boolean {
    while (completeRecord(state, maxBytes)) {
      const isBlankLine = state.cursor > state.recordStart && record.end === state.recordStart;
      publish(state, recordNumber);
      beginRecord(state);
      if (!isBlankLine) {
        recordNumber += 1;
        return true;
      }
      blankLines += 1;
    }
    return false;
  }

  return {
    record,
    next,
    feed: (chunk) => appendToWindow(state, chunk),
    finish: () => {
      state.final = true;
    },
    boundary: () => ({ byteOffset: state.recordOffset, line: state.recordLine, recordNumber }),
    blankLines: () => blankLines,
    expectFields: (count) => {
      record.expectedFields = count;
    },
  };
}

/** Scans on until the open record is complete; false when its bytes are not all at hand. */
function completeRecord(state: ScanState, maxBytes: number): boolean {
  if (state.skipping) return skipOn(state);
  const scanEnd = scanRecord(state);
  if (knownLength(state, scanEnd) > maxBytes) return giveUpLongRecord(state, maxBytes);
  if (scanEnd === ScanEnd.LOST) giveUpLostQuote(state);
  return scanEnd !== ScanEnd.STARVED;
}

/** How long the open record is at least, its end mark not counted. */
function knownLength(state: ScanState, scanEnd: ScanEnd): number {
  if (scanEnd === ScanEnd.RECORD) return state.record.end - state.recordStart;
  if (scanEnd === ScanEnd.LOST) return state.cursor - state.recordStart;
  return state.limit - state.recordStart - LONGEST_SEQUENCE;
}

/** Shows the completed record to the caller and moves the file position after it. */
function publish(state: ScanState, recordNumber: number): void {
  const { record, buffer, recordStart, cursor, sourceLength } = state;
  record.buffer = buffer;
  record.start = recordStart;
  record.fieldCount = state.fieldCount;
  record.recordNumber = recordNumber;
  record.line = state.recordLine;
  record.byteOffset = state.recordOffset;
  record.byteLength =
    state.droppedBytes +
    (sourceLength === undefined ? cursor - recordStart : sourceLength(buffer, recordStart, cursor));
  record.problem = state.problem === Problem.NONE ? shapeProblem(state) : state.problem;
  record.problemField = state.problemField;
  record.problemAt = state.problemAt;
  state.recordOffset += record.byteLength;
}

function shapeProblem(state: ScanState): Problem {
  const { record, fieldCount, recordStart } = state;
  state.problemField = 0;
  state.problemAt = recordStart;
  const delimiterBytes = (fieldCount - 1) * state.dialect.delimiter.length;
  if (fieldCount > 1 && record.end - recordStart === delimiterBytes) return Problem.BLANK_RECORD;
  if (fieldCount !== record.expectedFields && record.expectedFields !== 0) return Problem.FIELD_COUNT;
  return Problem.NONE;
}

function createState(dialect: DialectSpec, start: Boundary, options: ScannerOptions): ScanState {
  const buffer = Buffer.allocUnsafeSlow(FIRST_WINDOW_BYTES);
  const state: ScanState = {
    dialect: compileDialect(dialect),
    record: {
      buffer,
      start: 0,
      end: 0,
      fieldCount: 0,
      expectedFields: options.expectedFields ?? 0,
      fieldStart: new Int32Array(MAX_FIELDS),
      fieldEnd: new Int32Array(MAX_FIELDS),
      fieldFlags: new Uint8Array(MAX_FIELDS),
      recordNumber: 0,
      line: 0,
      byteOffset: 0,
      byteLength: 0,
      problem: Problem.NONE,
      problemField: 0,
      problemAt: 0,
    },
    sourceLength: options.sourceLength,
    buffer,
    limit: 0,
    final: false,
    cursor: 0,
    line: start.line,
    recordStart: 0,
    recordLine: start.line,
    recordOffset: start.byteOffset,
    fieldStart: 0,
    fieldCount: 0,
    fieldFlags: 0,
    inQuotes: false,
    skipping: false,
    droppedBytes: 0,
    droppedLines: 0,
    problem: Problem.NONE,
    problemField: 0,
    problemAt: 0,
  };
  appendToWindow(state, new Uint8Array(0));
  return state;
}
