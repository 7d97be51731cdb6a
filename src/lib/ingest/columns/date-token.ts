import type { CivilTime } from './civil-time.ts';
import { COLON, MINUS, PLUS, digitAt } from './digits.ts';

/** Reads one part of a format from a position; returns where the next part begins, or NO_MATCH. */
export interface StepReader {
  (source: Buffer, at: number, end: number, time: CivilTime): number;
}

export const NO_MATCH = -1;

/** No hour of the clock: makes the time impossible. */
const IMPOSSIBLE_HOUR = 99;

/** The parts that a date format is made of; the letters are those of Day.js and Moment. */
export const TOKEN_READERS: Readonly<Record<string, StepReader>> = {
  YYYY: numberReader('year', 4, 4),
  YY: readShortYear,
  MM: numberReader('month', 2, 2),
  M: numberReader('month', 1, 2),
  MMM: monthReader(['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']),
  MMMM: monthReader([
    'january',
    'february',
    'march',
    'april',
    'may',
    'june',
    'july',
    'august',
    'september',
    'october',
    'november',
    'december',
  ]),
  DD: numberReader('day', 2, 2),
  D: numberReader('day', 1, 2),
  HH: numberReader('hour', 2, 2),
  H: numberReader('hour', 1, 2),
  hh: numberReader('hour', 2, 2),
  h: numberReader('hour', 1, 2),
  mm: numberReader('minute', 2, 2),
  ss: numberReader('second', 2, 2),
  S: readFraction,
  A: readHalfOfDay,
  Z: readOffset,
};

function numberReader(
  field: 'year' | 'month' | 'day' | 'hour' | 'minute' | 'second',
  fewest: number,
  most: number,
): StepReader {
  return (source, start, end, time) => {
    let value = 0;
    let at = start;
    for (const stop = Math.min(end, start + most); at < stop && digitAt(source, at) <= 9; at += 1) {
      value = value * 10 + digitAt(source, at);
    }
    time[field] = value;
    return at - start < fewest ? NO_MATCH : at;
  };
}

const readTwoDigitYear = numberReader('year', 2, 2);

/** The century turns where it does in MariaDB: 70 is 1970 and 69 is 2069. */
function readShortYear(source: Buffer, at: number, end: number, time: CivilTime): number {
  const next = readTwoDigitYear(source, at, end, time);
  time.year += time.year < 70 ? 2000 : 1900;
  return next;
}

/** English names in any case. */
function monthReader(names: readonly string[]): StepReader {
  const longest = Math.max(...names.map((name) => name.length));
  return (source, at, end, time) => {
    const text = source.toString('latin1', at, Math.min(end, at + longest)).toLowerCase();
    const index = names.findIndex((name) => text.startsWith(name));
    time.month = index + 1;
    return index < 0 ? NO_MATCH : at + (names[index]?.length ?? 0);
  };
}

/** One digit or more; those after the sixth are only looked at for whether they are zero. */
export function readFraction(source: Buffer, start: number, end: number, time: CivilTime): number {
  let at = start;
  let unit = 100_000;
  time.micros = 0;
  for (; at < end && digitAt(source, at) <= 9; at += 1) {
    const digit = digitAt(source, at);
    if (unit >= 1) time.micros += digit * unit;
    else if (digit !== 0) time.hasFinerFraction = true;
    unit /= 10;
  }
  return at === start ? NO_MATCH : at;
}

/** AM or PM in any case; the hour must stand before it. */
function readHalfOfDay(source: Buffer, at: number, end: number, time: CivilTime): number {
  const text = source.toString('latin1', at, Math.min(end, at + 2)).toLowerCase();
  if (text !== 'am' && text !== 'pm') return NO_MATCH;
  if (time.hour < 1 || time.hour > 12) time.hour = IMPOSSIBLE_HOUR;
  else time.hour = (time.hour % 12) + (text === 'pm' ? 12 : 0);
  return at + 2;
}

/** Z, or hours and maybe minutes east of Greenwich: +02, +0200, +02:00. */
export function readOffset(source: Buffer, start: number, end: number, time: CivilTime): number {
  if (start >= end) return NO_MATCH;
  const sign = source[start];
  time.offset = 0;
  if (sign === LETTER_Z || sign === LETTER_SMALL_Z) return start + 1;
  return readNumericOffset(source, start, end, time);
}

function readNumericOffset(source: Buffer, start: number, end: number, time: CivilTime): number {
  const sign = source[start];
  if (sign !== PLUS && sign !== MINUS) return NO_MATCH;
  const hours = twoDigits(source, start + 1, end);
  if (hours < 0 || hours > 18) return NO_MATCH;
  const minutesStart = source[start + 3] === COLON ? start + 4 : start + 3;
  const hasMinutes = minutesStart < end;
  const minutes = hasMinutes ? twoDigits(source, minutesStart, end) : 0;
  time.offset = (hours * 60 + minutes) * (sign === MINUS ? -60 : 60);
  if (minutes < 0 || minutes > 59) return NO_MATCH;
  return hasMinutes ? minutesStart + 2 : start + 3;
}

const LETTER_Z = 0x5a;
const LETTER_SMALL_Z = 0x7a;

function twoDigits(source: Buffer, at: number, end: number): number {
  const tens = digitAt(source, at);
  const ones = digitAt(source, at + 1);
  return at + 2 <= end && tens <= 9 && ones <= 9 ? tens * 10 + ones : NO_MATCH;
}

export function literalReader(text: string): StepReader {
  const literal = Buffer.from(text);
  return (source, start, end) => {
    if (start + literal.length > end) return NO_MATCH;
    for (let index = 0; index < literal.length; index += 1) {
      if (source[start + index] !== literal[index]) return NO_MATCH;
    }
    return start + literal.length;
  };
}
