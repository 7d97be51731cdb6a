import { ByteClass, LINE_FEED } from './byte-class.ts';
import {
  UNDECIDED,
  countLineFeeds,
  delimiterLengthAt,
  findRecordEnd,
  recordEndLengthAt,
} from './match-sequence.ts';
import { FieldFlag } from './record-view.ts';
import { skipOrdinary } from './skip-ordinary.ts';
import { ScanEnd, type ScanState, closeField, noteProblem } from './scan-state.ts';
import { Problem } from './structural-problem.ts';

/** Scans from the cursor to the end of the open record, or to the end of the bytes at hand. */
export function scanRecord(state: ScanState): ScanEnd {
  for (;;) {
    const scanEnd = state.inQuotes ? scanQuoted(state) : scanPlain(state);
    if (scanEnd !== ScanEnd.CONTINUE) return scanEnd;
  }
}

/** Fields without quotes between delimiters of one byte, in one go; anything else is left to `meetPlain`. */
function scanPlain(state: ScanState): ScanEnd {
  // Local, because V8 reads an imported binding again at every use.
  const { DELIMITER } = ByteClass;
  const { buffer, record } = state;
  const { fieldStart, fieldEnd, fieldFlags } = record;
  const { classesOutside, highestOutside } = state.dialect;
  const room = fieldStart.length;
  let start = state.fieldStart;
  let field = state.fieldCount;
  let flags = state.fieldFlags;
  let at = skipOrdinary(buffer, state.cursor, classesOutside, highestOutside);
  while (classesOutside[buffer[at] ?? 0] === DELIMITER) {
    if (field < room) {
      fieldStart[field] = start;
      fieldEnd[field] = at;
      fieldFlags[field] = flags;
    }
    field += 1;
    flags = 0;
    start = at + 1;
    at = skipOrdinary(buffer, start, classesOutside, highestOutside);
  }
  state.cursor = at;
  state.fieldStart = start;
  state.fieldCount = field;
  state.fieldFlags = flags;
  return meetPlain(state, classesOutside[buffer[at] ?? 0] ?? 0);
}

function meetPlain(state: ScanState, byteClass: number): ScanEnd {
  switch (byteClass) {
    case ByteClass.LINE_FEED:
      return meetLineFeed(state);
    case ByteClass.QUOTE:
      return meetQuote(state);
    case ByteClass.ESCAPE:
      return meetEscape(state);
    case ByteClass.NUL:
      return meetNul(state);
    default:
      return meetSequence(state);
  }
}

function meetLineFeed(state: ScanState): ScanEnd {
  const { cursor, dialect } = state;
  if (cursor === state.limit) return meetLimit(state);
  if (dialect.recordEnd === null) return endRecord(state, cursor, 1);
  const length = recordEndLengthAt(state, cursor);
  if (length === UNDECIDED) return ScanEnd.STARVED;
  if (length > 0) return endRecord(state, cursor, length);
  state.line += 1;
  state.cursor = cursor + 1;
  return ScanEnd.CONTINUE;
}

/** The stop mark after the last byte: more bytes are needed, or the file ends here, maybe without a record end. */
function meetLimit(state: ScanState): ScanEnd {
  if (!state.final || state.cursor === state.recordStart) return ScanEnd.STARVED;
  return endRecord(state, state.cursor, 0);
}

function meetQuote(state: ScanState): ScanEnd {
  if (state.cursor === state.fieldStart) state.inQuotes = true;
  else if (!state.dialect.keepStrayQuotes) noteProblem(state, Problem.STRAY_QUOTE, state.cursor);
  state.cursor += 1;
  return ScanEnd.CONTINUE;
}

/** A backslash makes the next byte text, whatever it is; as the last byte of the file it is text itself. */
function meetEscape(state: ScanState): ScanEnd {
  const escaped = state.cursor + 1;
  if (escaped >= state.limit) {
    if (!state.final) return ScanEnd.STARVED;
    state.cursor = escaped;
    return ScanEnd.CONTINUE;
  }
  if (state.buffer[escaped] === LINE_FEED) state.line += 1;
  state.fieldFlags |= FieldFlag.ESCAPED;
  state.cursor = escaped + 1;
  return ScanEnd.CONTINUE;
}

function meetNul(state: ScanState): ScanEnd {
  noteProblem(state, Problem.NUL_BYTE, state.cursor);
  state.cursor += 1;
  return ScanEnd.CONTINUE;
}

/** A byte that may begin a record end or a delimiter; the record end wins where both begin alike. */
function meetSequence(state: ScanState): ScanEnd {
  const { cursor } = state;
  const recordEnd = recordEndLengthAt(state, cursor);
  if (recordEnd > 0) return endRecord(state, cursor, recordEnd);
  const delimiter = delimiterLengthAt(state, cursor);
  if (recordEnd === UNDECIDED || delimiter === UNDECIDED) return ScanEnd.STARVED;
  if (delimiter > 0) {
    closeField(state, state.fieldStart, cursor);
    state.fieldStart = cursor + delimiter;
  }
  state.cursor = cursor + Math.max(delimiter, 1);
  return ScanEnd.CONTINUE;
}

function scanQuoted(state: ScanState): ScanEnd {
  const { buffer, limit } = state;
  const { classesInside, highestInside } = state.dialect;
  let line = state.line;
  let at = skipOrdinary(buffer, state.cursor, classesInside, highestInside);
  while (buffer[at] === LINE_FEED && at < limit) {
    line += 1;
    at = skipOrdinary(buffer, at + 1, classesInside, highestInside);
  }
  state.cursor = at;
  state.line = line;
  return meetQuoted(state, classesInside[buffer[at] ?? 0] ?? 0);
}

function meetQuoted(state: ScanState, byteClass: number): ScanEnd {
  switch (byteClass) {
    case ByteClass.QUOTE:
      return meetInnerQuote(state);
    case ByteClass.ESCAPE:
      return meetEscape(state);
    case ByteClass.NUL:
      return meetNul(state);
    default:
      return state.final ? ScanEnd.LOST : ScanEnd.STARVED;
  }
}

/** A doubled quote is text; a single one ends the field, and a delimiter or a record end must follow. */
function meetInnerQuote(state: ScanState): ScanEnd {
  const { buffer, limit, dialect } = state;
  const next = state.cursor + 1;
  if (next === limit && !state.final) return ScanEnd.STARVED;
  if (next < limit && buffer[next] === dialect.quote) {
    state.fieldFlags |= FieldFlag.ESCAPED;
    state.cursor = next + 1;
    return ScanEnd.CONTINUE;
  }
  return closeQuotedField(state, next);
}

function closeQuotedField(state: ScanState, next: number): ScanEnd {
  if (state.dialect.classesOutside[state.buffer[next] ?? 0] === ByteClass.DELIMITER && next < state.limit) {
    return openNextField(state, next + 1);
  }
  const atEnd = next === state.limit;
  const recordEnd = atEnd ? 0 : recordEndLengthAt(state, next);
  const delimiter = atEnd || recordEnd !== 0 ? 0 : delimiterLengthAt(state, next);
  if (recordEnd === UNDECIDED || delimiter === UNDECIDED) return ScanEnd.STARVED;
  if (delimiter > 0) return openNextField(state, next + delimiter);
  if (recordEnd === 0 && !atEnd) return meetTextAfterQuote(state, next);
  openNextField(state, next);
  return finishRecord(state, next, recordEnd);
}

/** Closes the quoted field whose closing quote is at the cursor. */
function openNextField(state: ScanState, start: number): ScanEnd {
  state.fieldFlags |= FieldFlag.QUOTED;
  closeField(state, state.fieldStart + 1, state.cursor);
  state.inQuotes = false;
  state.cursor = start;
  state.fieldStart = start;
  return ScanEnd.CONTINUE;
}

function meetTextAfterQuote(state: ScanState, next: number): ScanEnd {
  state.cursor = next;
  if (findRecordEnd(state, state.fieldStart, next) !== undefined) return ScanEnd.LOST;
  noteProblem(state, Problem.TEXT_AFTER_QUOTE, next);
  state.inQuotes = false;
  return ScanEnd.CONTINUE;
}

function endRecord(state: ScanState, end: number, markLength: number): ScanEnd {
  closeField(state, state.fieldStart, end);
  return finishRecord(state, end, markLength);
}

/** Every mark of `auto` is one line, CR alone included; a mark of the user's own counts by its LF. */
export function finishRecord(state: ScanState, end: number, markLength: number): ScanEnd {
  state.record.end = end;
  state.cursor = end + markLength;
  if (state.dialect.recordEnd === null) state.line += markLength === 0 ? 0 : 1;
  else state.line += countLineFeeds(state.buffer, end, state.cursor);
  return ScanEnd.RECORD;
}
