import type { CsvBuffer } from './csv-buffer.ts';

const COMMA = 0x2c;
const ZERO = 0x30;

export function endField(out: CsvBuffer): void {
  out.bytes[out.length] = COMMA;
  out.length += 1;
}

export function appendAscii(out: CsvBuffer, text: string): void {
  const { bytes } = out;
  const at = out.length;
  for (let place = 0; place < text.length; place += 1) bytes[at + place] = text.charCodeAt(place);
  out.length = at + text.length;
}

/** Appends a whole number from 0 up to 2^31 - 1 with leading zeros; within 31 bits a division is a multiplication. */
export function appendPadded(out: CsvBuffer, number: number, digits: number): void {
  const { bytes } = out;
  let rest = number;
  for (let at = out.length + digits - 1; at >= out.length; at -= 1) {
    const shorter = (rest / 10) | 0;
    bytes[at] = ZERO + rest - shorter * 10;
    rest = shorter;
  }
  out.length += digits;
}

/** Appends a whole number from 0 up to 2^31 - 1. */
export function appendNumber(out: CsvBuffer, number: number): void {
  let digits = 1;
  for (let rest = (number / 10) | 0; rest > 0; rest = (rest / 10) | 0) digits += 1;
  appendPadded(out, number, digits);
}
