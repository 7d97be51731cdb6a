import type { KeepsValue } from '../columns/cell-fit.ts';
import { ZERO } from '../columns/digits.ts';
import { checked, type FitRule, KEPT, refused } from './fit.ts';

const DATE_LENGTH = 'YYYY-MM-DD'.length;
const SECONDS_LENGTH = 'YYYY-MM-DD HH:MM:SS'.length;
const MIDNIGHT = ' 00:00:00';

const AS_DATE = 'declare the column as a date or a datetime in the source, with its formats';

/** DATE: a time of day is cut off. */
export const fitDate: FitRule = ({ type }) => {
  if (type === 'date') return KEPT;
  return type === 'datetime' ? checked(isMidnight) : refused(AS_DATE);
};

/** DATETIME and TIMESTAMP: digits of the fraction beyond the column's are cut off. */
export const fitDateTime: FitRule = ({ type }, { length }) => {
  if (type === 'date') return KEPT;
  if (type !== 'datetime') return refused(AS_DATE);
  return length === 6 ? KEPT : checked(withinFraction(length ?? 0));
};

/** TIME: the server reads 130 as a minute and a half, so only what is written in full is taken. */
export const fitTime: FitRule = ({ type }, { length }) => {
  if (type !== 'text') return refused('declare the column as text, HH:MM:SS, or cast it in a step');
  const fraction = length ?? 0;
  const time = new RegExp(
    `^-?(?:[0-7]?\\d\\d|8[0-2]\\d|83[0-8]):[0-5]\\d:[0-5]\\d${fraction === 0 ? '' : `(?:\\.\\d{1,${fraction}})?`}$`,
    'u',
  );
  return checked((bytes, start, end) => time.test(bytes.toString('latin1', start, end)));
};

const isMidnight: KeepsValue = (bytes, start, end) =>
  bytes.toString('latin1', start + DATE_LENGTH, end) === MIDNIGHT;

function withinFraction(digits: number): KeepsValue {
  // The point counts only where a digit after it is kept.
  const kept = SECONDS_LENGTH + 1 + digits;
  return (bytes, start, end) => {
    for (let at = start + kept; at < end; at += 1) if (bytes[at] !== ZERO) return false;
    return true;
  };
}
