import { type RowBuffer, reserve } from './row-buffer.ts';

const ZERO = 0x30;

/** 2^53 has sixteen. */
const MOST_DIGITS = 16;

/** Up to here division by ten is integer arithmetic for V8. */
const SMALL = 2 ** 30;

/** Appends a whole number from 0 to 2^53 in decimal digits. */
export function appendInteger(out: RowBuffer, value: number): void {
  reserve(out, MOST_DIGITS);
  if (value >= SMALL) {
    out.length += out.bytes.write(value.toString(), out.length, 'latin1');
    return;
  }
  let length = out.length + 1;
  for (let bound = 10; value >= bound; bound *= 10) length += 1;
  let rest = value | 0;
  for (let at = length - 1; at >= out.length; at -= 1) {
    const quotient = (rest / 10) | 0;
    out.bytes[at] = ZERO + rest - quotient * 10;
    rest = quotient;
  }
  out.length = length;
}

/** Writes two digits of a number below 100 at a position. */
export function putPair(bytes: Buffer, at: number, value: number): void {
  const tens = (value / 10) | 0;
  bytes[at] = ZERO + tens;
  bytes[at + 1] = ZERO + value - tens * 10;
}
