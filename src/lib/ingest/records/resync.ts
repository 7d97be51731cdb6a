import { LINE_FEED } from './byte-class.ts';
import { countLineFeeds, findRecordEnd } from './match-sequence.ts';
import { finishRecord, scanRecord } from './scan-record.ts';
import { type ScanState, beginRecord, noteProblem } from './scan-state.ts';
import { Problem } from './structural-problem.ts';

/** What is shown of a record that is too long to be kept. */
const SAMPLE_BYTES = 1024;

/** No delimiter or record end is longer, so a record end that close to the last byte may be undecided. */
export const LONGEST_SEQUENCE = 8;

/**
 * One lost quote must cost one line, not everything up to the next quote in the file. So a quoted field that runs
 * over a record end and is not closed properly ends the record at that record end, and scanning goes on after it.
 * No byte is read again more than a few times: what a lost quote swallowed holds only doubled quotes, and those
 * open nothing that stays open.
 */
export function giveUpLostQuote(state: ScanState): void {
  const { fieldStart, cursor } = state;
  const end = findRecordEnd(state, fieldStart, cursor);
  noteProblem(state, Problem.UNTERMINATED_QUOTE, fieldStart);
  cutAt(state, end?.at ?? cursor, end?.length ?? 0);
}

/**
 * Gives up a record of more than `maxBytes`: at the line that opened a quote still open there, else at the next
 * record end after it. What is at hand beyond `maxBytes` must not matter, or the same file would give different
 * rejects in different chunks; so the record is scanned again up to exactly there. True when the record is complete.
 */
export function giveUpLongRecord(state: ScanState, maxBytes: number): boolean {
  const cap = state.recordStart + maxBytes;
  scanUpTo(state, cap);
  if (state.inQuotes) {
    const end = findRecordEnd(state, state.fieldStart, cap);
    if (end !== undefined) {
      noteProblem(state, Problem.UNTERMINATED_QUOTE, state.fieldStart);
      cutAt(state, end.at, end.length);
      return true;
    }
  }
  noteProblem(state, Problem.RECORD_TOO_LONG, state.recordStart);
  state.problemField = 0;
  state.skipping = true;
  return skipOn(state, cap);
}

function scanUpTo(state: ScanState, cap: number): void {
  const { buffer, limit, final, recordStart, recordLine } = state;
  const covered = buffer[cap] ?? LINE_FEED;
  buffer[cap] = LINE_FEED;
  Object.assign(state, { limit: cap, final: false, cursor: recordStart, line: recordLine });
  beginRecord(state);
  scanRecord(state);
  buffer[cap] = covered;
  Object.assign(state, { limit, final });
}

/** Looks for the end of a record that is being dropped. True when it is found, or the file ends. */
export function skipOn(state: ScanState, from = state.recordStart + SAMPLE_BYTES): boolean {
  const end = findRecordEnd(state, from, state.limit);
  if (end === undefined && !state.final) {
    dropSkipped(state);
    return false;
  }
  cutAt(state, end?.at ?? state.limit, end?.length ?? 0);
  state.record.end = state.recordStart + SAMPLE_BYTES;
  return true;
}

/** Keeps the sample and the last bytes, in which a record end may have begun. */
function dropSkipped(state: ScanState): void {
  const { buffer, limit, sourceLength } = state;
  const start = state.recordStart + SAMPLE_BYTES;
  const end = Math.max(start, limit - LONGEST_SEQUENCE);
  state.droppedBytes += sourceLength?.(buffer, start, end) ?? end - start;
  state.droppedLines += countLineFeeds(buffer, start, end);
  buffer.copyWithin(start, end, limit);
  state.limit = start + limit - end;
  state.cursor = state.limit;
  buffer[state.limit] = LINE_FEED;
}

function cutAt(state: ScanState, at: number, markLength: number): void {
  state.line = state.recordLine + state.droppedLines + countLineFeeds(state.buffer, state.recordStart, at);
  state.fieldCount = 0;
  finishRecord(state, at, markLength);
}
