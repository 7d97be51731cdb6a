import type { Decoder } from './decoder.ts';
import type { MultiByteEncoding } from './encoding-names.ts';
import { decodeExactly, ENTRY, type MultiByteTable, multiByteTable } from './multi-byte-table.ts';
import { UNMAPPABLE } from './unmappable.ts';

/** One byte becomes at most three (half-width katakana); longer characters grow less. */
const WIDEST = 3;

/** The bytes at hand end inside a character. */
const CUT = -1;

export function multiByteDecoder(name: MultiByteEncoding): Decoder {
  const table = multiByteTable(name);
  let decoded = Buffer.alloc(0);
  let length = 0;
  /** The beginning of a character that waits for its other bytes. */
  let pending: Buffer = Buffer.alloc(0);

  function writeEntry(entries: Uint8Array, index: number): boolean {
    const start = index * ENTRY;
    const width = entries[start] ?? 0;
    for (let at = 1; at <= width; at += 1) decoded[length + at - 1] = entries[start + at] ?? 0;
    length += width;
    return width > 0;
  }

  /** Writes the character of four bytes; the number of bytes taken, 0 if they have no meaning. */
  function writeFour(bytes: Buffer, at: number): number {
    if (bytes.length < at + 4) return isBeginningOfFour(bytes, at) ? CUT : 0;
    const character = decodeExactly(bytes.subarray(at, at + 4), name);
    if (character === undefined) return 0;
    decoded.set(character, length);
    length += character.length;
    return 4;
  }

  /** Writes the character at a position; the number of bytes taken, 0 if they have no meaning. */
  function writeLong(bytes: Buffer, at: number): number {
    if (writeEntry(table.singles, bytes[at] ?? 0)) return 1;
    if (at + 1 === bytes.length) return CUT;
    const second = bytes[at + 1] ?? 0;
    if (writeEntry(table.pairs, (bytes[at] ?? 0) * 256 + second)) return 2;
    return name === 'gb18030' && isDigit(second) ? writeFour(bytes, at) : 0;
  }

  /** Writes what is complete, and returns where it ends; `isLast`: no more bytes follow. */
  function write(bytes: Buffer, isLast: boolean): number {
    const room = bytes.length * WIDEST;
    if (decoded.length < room) decoded = Buffer.allocUnsafeSlow(room);
    length = 0;
    let at = 0;
    while (at < bytes.length) {
      const byte = bytes[at] ?? 0;
      const taken = byte < 0x80 ? 0 : writeLong(bytes, at);
      if (taken === CUT && !isLast) return at;
      if (taken <= 0) {
        decoded[length] = byte < 0x80 ? byte : UNMAPPABLE;
        length += 1;
      }
      at += Math.max(1, taken);
    }
    return at;
  }

  return {
    decode(chunk) {
      const bytes = pending.length === 0 ? chunk : Buffer.concat([pending, chunk]);
      const end = write(bytes, false);
      pending = Buffer.from(bytes.subarray(end));
      return decoded.subarray(0, length);
    },
    finish() {
      write(pending, true);
      pending = Buffer.alloc(0);
      return decoded.subarray(0, length);
    },
    sourceLength: (buffer, start, end) => sourceLength(table, buffer, { start, end }),
  };
}

/** A byte from 0x81 to 0xfe and a digit, twice. */
function isBeginningOfFour(bytes: Buffer, at: number): boolean {
  const third = bytes[at + 2];
  return third === undefined || (third > 0x80 && third < 0xff);
}

function isDigit(byte: number): boolean {
  return byte >= 0x30 && byte <= 0x39;
}

/** Bytes in the file of a range of decoded text: that of a character depends on nothing but the character. */
function sourceLength(
  { lengths, otherLength }: MultiByteTable,
  buffer: Buffer,
  { start, end }: { readonly start: number; readonly end: number },
): number {
  let length = 0;
  for (let at = start; at < end; at += 1) {
    const byte = buffer[at] ?? 0;
    if (byte < 0x80 || byte === UNMAPPABLE) length += 1;
    else if (byte >= 0xf0) length += otherLength;
    else if (byte >= 0xc0) length += lengths[codePointAt(buffer, at)] ?? 0;
  }
  return length;
}

/** The character below U+10000 that begins at a position. */
function codePointAt(buffer: Buffer, at: number): number {
  const lead = buffer[at] ?? 0;
  const second = (buffer[at + 1] ?? 0) & 0x3f;
  if (lead < 0xe0) return ((lead & 0x1f) << 6) | second;
  return ((lead & 0x0f) << 12) | (second << 6) | ((buffer[at + 2] ?? 0) & 0x3f);
}
