import { type RowBuffer, reserve } from './row-buffer.ts';

const ZERO = 0x30;
const LONGEST_INTEGER = 16;

/** Appends a whole number from 0 to 2^53 in decimal digits. */
export function appendInteger(out: RowBuffer, value: number): void {
  reserve(out, LONGEST_INTEGER);
  let digits = 1;
  for (let bound = 10; value >= bound; bound *= 10) digits += 1;
  appendDigits(out, value, digits);
}

/** Appends exactly so many digits, zeros in front; `reserve` is the caller's. */
export function appendDigits(out: RowBuffer, value: number, digits: number): void {
  let rest = value;
  for (let at = out.length + digits - 1; at >= out.length; at -= 1) {
    const quotient = Math.floor(rest / 10);
    out.bytes[at] = ZERO + rest - quotient * 10;
    rest = quotient;
  }
  out.length += digits;
}
