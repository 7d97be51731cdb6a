import type { DialectSpec } from './dialect-spec.ts';

/** What a byte can mean to the scanner; everything but ORDINARY ends its inner loop. */
export const ByteClass = {
  ORDINARY: 0,
  DELIMITER: 1,
  LINE_FEED: 2,
  QUOTE: 3,
  CARRIAGE_RETURN: 4,
  ESCAPE: 5,
  NUL: 6,
  /** The first byte of a delimiter or record end of several bytes. */
  SEQUENCE: 7,
} as const;

export const LINE_FEED = 0x0a;
export const CARRIAGE_RETURN = 0x0d;
export const BACKSLASH = 0x5c;

/** A dialect in bytes, with a class for each byte value outside and inside quotes. */
export interface ByteDialect {
  readonly delimiter: Buffer;
  /** null: a record ends at LF, CRLF or CR. */
  readonly recordEnd: Buffer | null;
  /** -1 without quotes. */
  readonly quote: number;
  readonly keepStrayQuotes: boolean;
  readonly classesOutside: Uint8Array;
  readonly classesInside: Uint8Array;
  /** No byte above them is special outside or inside quotes. */
  readonly highestOutside: number;
  readonly highestInside: number;
}

export function compileDialect(spec: DialectSpec): ByteDialect {
  const delimiter = Buffer.from(spec.delimiter);
  const recordEnd = spec.record_end === 'auto' ? null : Buffer.from(spec.record_end);
  const outside = classesOutside(spec, delimiter, recordEnd);
  const inside = classesInside(spec);
  return {
    delimiter,
    recordEnd,
    quote: spec.quote?.charCodeAt(0) ?? -1,
    keepStrayQuotes: spec.stray_quotes === 'keep',
    classesOutside: outside,
    classesInside: inside,
    highestOutside: highestSpecial(outside),
    highestInside: highestSpecial(inside),
  };
}

function highestSpecial(classes: Uint8Array): number {
  return classes.findLastIndex((byteClass) => byteClass !== ByteClass.ORDINARY);
}

/** LF is never ordinary: lines are counted by it, and one after the last byte stops the scanner. */
function classesInside(spec: DialectSpec): Uint8Array {
  const classes = new Uint8Array(256);
  classes[0] = ByteClass.NUL;
  classes[LINE_FEED] = ByteClass.LINE_FEED;
  if (spec.quote !== null) classes[spec.quote.charCodeAt(0)] = ByteClass.QUOTE;
  if (spec.escape === 'backslash') classes[BACKSLASH] = ByteClass.ESCAPE;
  return classes;
}

function classesOutside(spec: DialectSpec, delimiter: Buffer, recordEnd: Buffer | null): Uint8Array {
  const classes = classesInside(spec);
  const [delimiterStart = 0] = delimiter;
  classes[delimiterStart] = delimiter.length === 1 ? ByteClass.DELIMITER : ByteClass.SEQUENCE;
  if (recordEnd === null) {
    classes[CARRIAGE_RETURN] = ByteClass.CARRIAGE_RETURN;
    return classes;
  }
  const [recordEndStart = 0] = recordEnd;
  if (recordEndStart !== LINE_FEED) classes[recordEndStart] = ByteClass.SEQUENCE;
  return classes;
}
