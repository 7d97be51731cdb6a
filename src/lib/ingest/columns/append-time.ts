import { appendDigits } from '../encode/append-number.ts';
import { type RowBuffer, reserve } from '../encode/row-buffer.ts';
import type { CivilTime } from './civil-time.ts';
import { COLON, MINUS, POINT, SPACE } from './digits.ts';

const LONGEST_TIME = '9999-12-31 23:59:59.999999'.length;

/** Appends YYYY-MM-DD. */
export function appendDate(out: RowBuffer, time: CivilTime): void {
  reserve(out, LONGEST_TIME);
  appendDigits(out, time.year, 4);
  appendMarked(out, MINUS, time.month);
  appendMarked(out, MINUS, time.day);
}

/** Appends YYYY-MM-DD HH:MM:SS, with six decimals where there is a fraction. */
export function appendDateTime(out: RowBuffer, time: CivilTime): void {
  appendDate(out, time);
  appendMarked(out, SPACE, time.hour);
  appendMarked(out, COLON, time.minute);
  appendMarked(out, COLON, time.second);
  if (time.micros === 0) return;
  out.bytes[out.length] = POINT;
  out.length += 1;
  appendDigits(out, time.micros, 6);
}

function appendMarked(out: RowBuffer, mark: number, twoDigits: number): void {
  out.bytes[out.length] = mark;
  out.length += 1;
  appendDigits(out, twoDigits, 2);
}
