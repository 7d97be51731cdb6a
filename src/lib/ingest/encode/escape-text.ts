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
  let at = copyOrdinary(out, source, start, end);
  while (at < end) {
    const escape = escapeAt(source, at);
    if (escape === MULTIBYTE) return at;
    out.bytes[out.length] = BACKSLASH;
    out.bytes[out.length + 1] = escape;
    out.length += 2;
    at = copyOrdinary(out, source, at + 1, end);
  }
  return end;
}

/** Copies up to the first byte that needs more than that. Four at a time, because that is where the time goes. */
function copyOrdinary(out: RowBuffer, source: Buffer, start: number, end: number): number {
  const bytes = out.bytes;
  const shift = out.length - start;
  let at = start;
  for (const last = end - 3; at < last; at += 4) {
    const escapes =
      escapeAt(source, at) | escapeAt(source, at + 1) | escapeAt(source, at + 2) | escapeAt(source, at + 3);
    if (escapes !== 0) break;
    bytes[at + shift] = byteAt(source, at);
    bytes[at + shift + 1] = byteAt(source, at + 1);
    bytes[at + shift + 2] = byteAt(source, at + 2);
    bytes[at + shift + 3] = byteAt(source, at + 3);
  }
  for (; at < end && escapeAt(source, at) === 0; at += 1) bytes[at + shift] = byteAt(source, at);
  out.length = at + shift;
  return at;
}

function byteAt(source: Buffer, at: number): number {
  return source[at] ?? 0;
}

function escapeAt(source: Buffer, at: number): number {
  return ESCAPES[byteAt(source, at)] ?? 0;
}

/** A text as it stands in a row. */
export function encodeText(text: string): Buffer {
  const source = Buffer.from(text);
  const out = createRowBuffer(Buffer.alloc(source.length * 2));
  appendText(out, source, 0, source.length);
  return out.bytes.subarray(0, out.length);
}
