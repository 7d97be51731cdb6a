import { CARRIAGE_RETURN, LINE_FEED } from './byte-class.ts';
import type { ScanState } from './scan-state.ts';

/** The bytes at hand end before it is clear what stands here. */
export const UNDECIDED = -1;

/** Length of the delimiter at a position; 0 where there is none. */
export function delimiterLengthAt(state: ScanState, at: number): number {
  return sequenceLengthAt(state, state.dialect.delimiter, at);
}

/** Length of the record end at a position; 0 where there is none. Not for the end of the input. */
export function recordEndLengthAt(state: ScanState, at: number): number {
  const { buffer, limit, dialect } = state;
  if (dialect.recordEnd !== null) return sequenceLengthAt(state, dialect.recordEnd, at);
  if (at >= limit) return state.final ? 0 : UNDECIDED;
  if (buffer[at] === LINE_FEED) return 1;
  if (buffer[at] !== CARRIAGE_RETURN) return 0;
  if (at + 1 < limit) return buffer[at + 1] === LINE_FEED ? 2 : 1;
  return state.final ? 1 : UNDECIDED;
}

function sequenceLengthAt(state: ScanState, sequence: Buffer, at: number): number {
  const { buffer, limit } = state;
  const available = Math.min(sequence.length, limit - at);
  for (let index = 0; index < available; index += 1) {
    if (buffer[at + index] !== sequence[index]) return 0;
  }
  if (available === sequence.length) return available;
  return state.final ? 0 : UNDECIDED;
}

/** Where a record end stands and how long it is. */
export interface RecordEnd {
  readonly at: number;
  readonly length: number;
}

/** The first record end in a range, quotes or not; undefined where there is none, or more bytes must decide. */
export function findRecordEnd(state: ScanState, from: number, to: number): RecordEnd | undefined {
  const { buffer, dialect } = state;
  const range = buffer.subarray(from, to);
  const stops = dialect.recordEnd === null ? [LINE_FEED, CARRIAGE_RETURN] : [dialect.recordEnd];
  const found = stops.map((stop) => range.indexOf(stop)).filter((position) => position >= 0);
  if (found.length === 0) return undefined;
  const at = from + Math.min(...found);
  const length = recordEndLengthAt(state, at);
  return length > 0 ? { at, length } : undefined;
}

/** LF bytes in a range: what `line` counts. */
export function countLineFeeds(buffer: Buffer, start: number, end: number): number {
  const range = buffer.subarray(start, end);
  let count = 0;
  for (let at = range.indexOf(LINE_FEED); at >= 0; at = range.indexOf(LINE_FEED, at + 1)) count += 1;
  return count;
}
