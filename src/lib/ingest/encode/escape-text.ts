import { utf8LengthAt } from '../records/utf8.ts';
import { type RowBuffer, createRowBuffer, reserve } from './row-buffer.ts';

/**
 * The row format is that of LOAD DATA with FIELDS TERMINATED BY '\t' ESCAPED BY '\\' LINES TERMINATED BY '\n' in
 * CHARACTER SET utf8mb4: a backslash stands before tab, LF, NUL and backslash, \N is NULL, all else is literal.
 */
export const TAB = 0x09;
export const LINE_FEED = 0x0a;
export const NULL_VALUE = Buffer.from('\\N');

const BACKSLASH = 0x5c;

/** By byte: 0 is copied as it is, MULTIBYTE begins a character of several bytes, else the letter of its escape. */
const MULTIBYTE = 0xff;
const ESCAPES = new Uint8Array(256).fill(MULTIBYTE, 0x80);
for (const [byte, letter] of [
  [0x00, '0'],
  [TAB, 't'],
  [LINE_FEED, 'n'],
  [BACKSLASH, '\\'],
] as const) {
  ESCAPES[byte] = letter.charCodeAt(0);
}

/** Appends UTF-8 text with its escapes. Returns `end`, or the position of the first byte that is not UTF-8. */
export function appendText(out: RowBuffer, source: Buffer, start: number, end: number): number {
  let at = appendAscii(out, source, start, end);
  while (at < end) {
    const sequence = utf8LengthAt(source, at, end);
    if (sequence === 0) return at;
    for (const stop = at + sequence; at < stop; at += 1, out.length += 1)
      out.bytes[out.length] = source[at] ?? 0;
    at = appendAscii(out, source, at, end);
  }
  return end;
}

/** Appends text with its escapes up to the first byte beyond ASCII, and returns its position, or `end`. */
export function appendAscii(out: RowBuffer, source: Buffer, start: number, end: number): number {
  reserve(out, (end - start) * 2);
  const target = out.bytes;
  let length = out.length;
  let at = start;
  for (; at < end; at += 1) {
    const byte = source[at] ?? 0;
    const escape = ESCAPES[byte] ?? 0;
    if (escape === 0) {
      target[length] = byte;
      length += 1;
    } else if (escape === MULTIBYTE) {
      break;
    } else {
      target[length] = BACKSLASH;
      target[length + 1] = escape;
      length += 2;
    }
  }
  out.length = length;
  return at;
}

/** A text as it stands in a row. */
export function encodeText(text: string): Buffer {
  const source = Buffer.from(text);
  const out = createRowBuffer(Buffer.alloc(source.length * 2));
  appendText(out, source, 0, source.length);
  return out.bytes.subarray(0, out.length);
}
