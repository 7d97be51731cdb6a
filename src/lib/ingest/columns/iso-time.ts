import { type CivilTime, resetCivilTime } from './civil-time.ts';
import { readFraction, readOffset } from './date-token.ts';
import { COLON, MINUS, POINT, SPACE, digitAt } from './digits.ts';

const LETTER_T = 0x54;
const DATE_LENGTH = 10;
const MINUTE_LENGTH = 16;

/** More than any part of a time can be, so that a time holding it is impossible. */
const NOT_DIGITS = 10_000;

/**
 * Reads ISO 8601 as databases write it: 2018-08-15, 2018-08-15 04:10, 2018-08-15T04:10:37.123456Z and with an
 * offset. The commonest format by far, hence without a list of steps. Digits that are none make the time impossible.
 */
export function readIso(source: Buffer, start: number, end: number, time: CivilTime): boolean {
  resetCivilTime(time);
  if (end - start < DATE_LENGTH || source[start + 4] !== MINUS || source[start + 7] !== MINUS) return false;
  time.year = pair(source, start) * 100 + pair(source, start + 2);
  time.month = pair(source, start + 5);
  time.day = pair(source, start + 8);
  return end - start === DATE_LENGTH || readIsoClock(source, start + DATE_LENGTH, end, time);
}

function readIsoClock(source: Buffer, start: number, end: number, time: CivilTime): boolean {
  const separator = source[start];
  if (separator !== SPACE && separator !== LETTER_T) return false;
  if (end - start < MINUTE_LENGTH - DATE_LENGTH || source[start + 3] !== COLON) return false;
  time.hour = pair(source, start + 1);
  time.minute = pair(source, start + 4);
  let at = start + 6;
  if (source[at] === COLON && at + 3 <= end) {
    time.second = pair(source, at + 1);
    at += 3;
  }
  return at === end || readIsoRest(source, at, end, time);
}

function readIsoRest(source: Buffer, start: number, end: number, time: CivilTime): boolean {
  let at = start;
  if (source[at] === POINT) at = readFraction(source, at + 1, end, time);
  if (at === end) return true;
  if (at > 0 && source[at] === SPACE) at += 1;
  return at > 0 && readOffset(source, at, end, time) === end;
}

/** Two digits as a number; NOT_DIGITS where they are none. */
function pair(source: Buffer, at: number): number {
  const tens = digitAt(source, at);
  const ones = digitAt(source, at + 1);
  return tens <= 9 && ones <= 9 ? tens * 10 + ones : NOT_DIGITS;
}
