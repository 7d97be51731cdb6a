import type { Decoder } from './decoder.ts';
import { UNMAPPABLE } from './unmappable.ts';

/** A unit of two bytes becomes at most three; one more character may wait from the chunk before. */
const WIDEST = 1.5;
const LONGEST_PENDING = 4;

/** Stands in decoded text for the second byte of a unit that is missing at the end of a file. */
const HALF_UNIT = 0xfe;

const NONE = -1;

export function utf16Decoder(bigEndian: boolean): Decoder {
  let decoded = Buffer.alloc(0);
  let length = 0;
  /** The first byte of a unit, and the first unit of a pair, that wait for the second. */
  let firstByte = NONE;
  let highUnit = NONE;

  function takeUnit(unit: number): void {
    if (highUnit !== NONE) {
      if (isLowSurrogate(unit)) {
        length = writeCharacter(decoded, length, 0x10000 + ((highUnit - 0xd800) << 10) + unit - 0xdc00);
        highUnit = NONE;
        return;
      }
      length = writeByte(decoded, length, UNMAPPABLE);
      highUnit = NONE;
    }
    if (isHighSurrogate(unit)) highUnit = unit;
    else if (isLowSurrogate(unit)) length = writeByte(decoded, length, UNMAPPABLE);
    else length = writeCharacter(decoded, length, unit);
  }

  return {
    decode(chunk) {
      const room = Math.ceil((chunk.length + 1) * WIDEST) + LONGEST_PENDING;
      if (decoded.length < room) decoded = Buffer.allocUnsafeSlow(room);
      length = 0;
      for (let at = 0; at < chunk.length; at += 1) {
        const byte = chunk[at] ?? 0;
        if (firstByte === NONE) {
          firstByte = byte;
          continue;
        }
        takeUnit(bigEndian ? (firstByte << 8) | byte : (byte << 8) | firstByte);
        firstByte = NONE;
      }
      return decoded.subarray(0, length);
    },
    finish() {
      const rest = [highUnit === NONE ? [] : UNMAPPABLE, firstByte === NONE ? [] : HALF_UNIT].flat();
      highUnit = NONE;
      firstByte = NONE;
      return Buffer.from(rest);
    },
    sourceLength: utf16Length,
  };
}

/** Bytes in UTF-16 of a range of decoded text. */
function utf16Length(buffer: Buffer, start: number, end: number): number {
  let length = 0;
  for (let at = start; at < end; at += 1) {
    const byte = buffer[at] ?? 0;
    if (byte < 0x80 || byte === UNMAPPABLE) length += 2;
    else if (byte === HALF_UNIT) length += 1;
    else if (byte >= 0xf0) length += 4;
    else if (byte >= 0xc0) length += 2;
  }
  return length;
}

function isHighSurrogate(unit: number): boolean {
  return unit >= 0xd800 && unit < 0xdc00;
}

function isLowSurrogate(unit: number): boolean {
  return unit >= 0xdc00 && unit < 0xe000;
}

function writeByte(decoded: Buffer, at: number, byte: number): number {
  decoded[at] = byte;
  return at + 1;
}

/** Writes a code point in UTF-8; returns the position after it. */
function writeCharacter(decoded: Buffer, start: number, codePoint: number): number {
  if (codePoint < 0x80) return writeByte(decoded, start, codePoint);
  let at = start;
  if (codePoint < 0x800) {
    at = writeByte(decoded, at, 0xc0 | (codePoint >> 6));
  } else {
    if (codePoint < 0x10000) {
      at = writeByte(decoded, at, 0xe0 | (codePoint >> 12));
    } else {
      at = writeByte(decoded, at, 0xf0 | (codePoint >> 18));
      at = writeByte(decoded, at, 0x80 | ((codePoint >> 12) & 0x3f));
    }
    at = writeByte(decoded, at, 0x80 | ((codePoint >> 6) & 0x3f));
  }
  return writeByte(decoded, at, 0x80 | (codePoint & 0x3f));
}
