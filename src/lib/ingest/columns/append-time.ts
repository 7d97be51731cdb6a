import { putPair } from '../encode/append-number.ts';
import { type RowBuffer, reserve } from '../encode/row-buffer.ts';
import type { CivilTime } from './civil-time.ts';
import { COLON, MINUS, POINT, SPACE } from './digits.ts';

const DATE = 'YYYY-MM-DD'.length;
const DATE_TIME = 'YYYY-MM-DD HH:MM:SS'.length;
const LONGEST = 'YYYY-MM-DD HH:MM:SS.ffffff'.length;

/** Appends YYYY-MM-DD. */
export function appendDate(out: RowBuffer, time: CivilTime): void {
  reserve(out, DATE);
  putDate(out.bytes, out.length, time);
  out.length += DATE;
}

/** Appends YYYY-MM-DD HH:MM:SS, with six decimals where there is a fraction. */
export function appendDateTime(out: RowBuffer, time: CivilTime): void {
  reserve(out, LONGEST);
  const { bytes, length } = out;
  putDate(bytes, length, time);
  bytes[length + 10] = SPACE;
  putPair(bytes, length + 11, time.hour);
  bytes[length + 13] = COLON;
  putPair(bytes, length + 14, time.minute);
  bytes[length + 16] = COLON;
  putPair(bytes, length + 17, time.second);
  out.length = length + DATE_TIME;
  if (time.micros !== 0) appendFraction(out, time.micros);
}

function putDate(bytes: Buffer, at: number, time: CivilTime): void {
  const century = (time.year / 100) | 0;
  putPair(bytes, at, century);
  putPair(bytes, at + 2, time.year - century * 100);
  bytes[at + 4] = MINUS;
  putPair(bytes, at + 5, time.month);
  bytes[at + 7] = MINUS;
  putPair(bytes, at + 8, time.day);
}

function appendFraction(out: RowBuffer, micros: number): void {
  const { bytes, length } = out;
  const hundreds = (micros / 100) | 0;
  const tenThousands = (micros / 10_000) | 0;
  bytes[length] = POINT;
  putPair(bytes, length + 1, tenThousands);
  putPair(bytes, length + 3, hundreds - tenThousands * 100);
  putPair(bytes, length + 5, micros - hundreds * 100);
  out.length = length + 7;
}
