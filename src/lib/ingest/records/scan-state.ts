import { type ByteDialect, LINE_FEED } from './byte-class.ts';
import { MAX_FIELDS, type RecordView, type SourceLength } from './record-view.ts';
import { Problem } from './structural-problem.ts';

/** How one scan ended. */
export const ScanEnd = {
  /** Go on at the cursor. */
  CONTINUE: 0,
  /** The record is complete. */
  RECORD: 1,
  /** The bytes at hand end inside the record. */
  STARVED: 2,
  /** A quoted field runs over a record end and is not closed properly: see `giveUpLostQuote`. */
  LOST: 3,
} as const;

export type ScanEnd = (typeof ScanEnd)[keyof typeof ScanEnd];

type Writable<T> = { -readonly [Key in keyof T]: T[Key] };

/** Everything the scanner knows between two scans. Fields of the open record are written straight into `record`. */
export interface ScanState {
  readonly dialect: ByteDialect;
  readonly record: Writable<RecordView>;
  readonly sourceLength: SourceLength | undefined;
  /** The window: bytes `recordStart..limit` are still needed, and one LF stands at `limit` as a stop mark. */
  buffer: Buffer;
  limit: number;
  /** No more bytes will come. */
  final: boolean;
  /** The next byte to look at, and the line it is on. */
  cursor: number;
  line: number;
  /** The open record: where it starts in the window and in the file. */
  recordStart: number;
  recordLine: number;
  recordOffset: number;
  /** The open field. */
  fieldStart: number;
  fieldCount: number;
  fieldFlags: number;
  inQuotes: boolean;
  /** The open record is too long and its bytes are dropped as they come: how many bytes and lines so far. */
  skipping: boolean;
  droppedBytes: number;
  droppedLines: number;
  problem: Problem;
  problemField: number;
  problemAt: number;
}

export function beginRecord(state: ScanState): void {
  state.recordStart = state.cursor;
  state.recordLine = state.line;
  state.fieldStart = state.cursor;
  state.fieldCount = 0;
  state.fieldFlags = 0;
  state.inQuotes = false;
  state.skipping = false;
  state.droppedBytes = 0;
  state.droppedLines = 0;
  state.problem = Problem.NONE;
}

/** One problem is kept for a record: the gravest, and the first of its kind. */
export function noteProblem(state: ScanState, problem: Problem, at: number): void {
  if (problem <= state.problem) return;
  state.problem = problem;
  state.problemField = state.fieldCount;
  state.problemAt = at;
}

export function closeField(state: ScanState, start: number, end: number): void {
  const { record, fieldCount } = state;
  if (fieldCount < MAX_FIELDS) {
    record.fieldStart[fieldCount] = start;
    record.fieldEnd[fieldCount] = end;
    record.fieldFlags[fieldCount] = state.fieldFlags;
  }
  state.fieldCount = fieldCount + 1;
  state.fieldFlags = 0;
}

/** Puts a chunk after the bytes that are still needed. */
export function appendToWindow(state: ScanState, chunk: Uint8Array): void {
  if (state.limit + chunk.length + 1 > state.buffer.length) makeRoom(state, chunk.length + 1);
  state.buffer.set(chunk, state.limit);
  state.limit += chunk.length;
  state.buffer[state.limit] = LINE_FEED;
}

/** Moves the open record to the front of the window, or of a larger one. */
function makeRoom(state: ScanState, more: number): void {
  const { buffer, recordStart, limit } = state;
  const needed = limit - recordStart + more;
  if (needed > buffer.length) state.buffer = Buffer.allocUnsafeSlow(Math.max(needed, buffer.length * 2));
  buffer.copy(state.buffer, 0, recordStart, limit);
  state.limit = limit - recordStart;
  rebase(state, recordStart);
}

function rebase(state: ScanState, shift: number): void {
  const { fieldStart, fieldEnd } = state.record;
  state.recordStart = 0;
  state.cursor -= shift;
  state.fieldStart -= shift;
  state.problemAt -= shift;
  for (let field = Math.min(state.fieldCount, MAX_FIELDS) - 1; field >= 0; field -= 1) {
    fieldStart[field] = (fieldStart[field] ?? 0) - shift;
    fieldEnd[field] = (fieldEnd[field] ?? 0) - shift;
  }
}
