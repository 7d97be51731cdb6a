import { utf8LengthAt } from '../records/utf8.ts';
import { type RowBuffer, createRowBuffer, reserve } from './row-buffer.ts';

/**
 * The row format is that of LOAD DATA with FIELDS TERMINATED BY '\t' ESCAPED BY '\\' LINES TERMINATED BY '\n' in
 * CHARACTER SET utf8mb4: a backslash stands before tab, LF, NUL and backslash, \N is NULL, all else is literal.
 */
export const TAB = 0x09;
export const LINE_FEED = 0x0a;
export const BACKSLASH = 0x5c;
export const NULL_VALUE = Buffer.from('\\N');

/** 0: copied as it is. 0xff: begins a sequence of several bytes. Else: the letter behind the backslash. */
const ESCAPES = new Uint8Array(256).fill(0xff, 0x80);
const MULTIBYTE = 0xff;
for (const [byte, letter] of [
  [0x00, '0'],
  [TAB, 't'],
  [LINE_FEED, 'n'],
  [BACKSLASH, '\\'],
] as const) {
  ESCAPES[byte] = letter.charCodeAt(0);
}

/** Appends UTF-8 text with its escapes. Returns -1, or the position of the first byte that is not UTF-8. */
export function appendText(out: RowBuffer, source: Buffer, start: number, end: number): number {
  reserve(out, (end - start) * 2);
  const target = out.bytes;
  let length = out.length;
  let at = start;
  while (at < end) {
    const byte = source[at] ?? 0;
    const escape = ESCAPES[byte] ?? 0;
    if (escape === 0) {
      target[length] = byte;
      length += 1;
      at += 1;
    } else if (escape === MULTIBYTE) {
      const sequence = utf8LengthAt(source, at, end);
      if (sequence === 0) return at;
      for (const stop = at + sequence; at < stop; at += 1, length += 1) target[length] = source[at] ?? 0;
    } else {
      target[length] = BACKSLASH;
      target[length + 1] = escape;
      length += 2;
      at += 1;
    }
  }
  out.length = length;
  return -1;
}

/** A text as it stands in a row. */
export function encodeText(text: string): Buffer {
  const out = createRowBuffer(text.length * 6 + 1);
  const source = Buffer.from(text);
  appendText(out, source, 0, source.length);
  return Buffer.from(out.bytes.subarray(0, out.length));
}
