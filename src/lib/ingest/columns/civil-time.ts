/** A date and a time of day as they were written, before any zone is applied; filled again for every value. */
export interface CivilTime {
  year: number;
  month: number;
  day: number;
  hour: number;
  minute: number;
  second: number;
  /** Millionths of a second. */
  micros: number;
  /** Digits after the sixth were other than zero. */
  hasFinerFraction: boolean;
  /** Seconds east of Greenwich where the value named them; NO_OFFSET else. */
  offset: number;
}

export const NO_OFFSET = 1_000_000;
export const SECONDS_PER_DAY = 86_400;

export function createCivilTime(): CivilTime {
  const time = { hasFinerFraction: false, offset: NO_OFFSET };
  return { year: 0, month: 0, day: 0, hour: 0, minute: 0, second: 0, micros: 0, ...time };
}

export function resetCivilTime(time: CivilTime): void {
  time.year = 0;
  time.month = 1;
  time.day = 1;
  time.hour = 0;
  time.minute = 0;
  time.second = 0;
  time.micros = 0;
  time.hasFinerFraction = false;
  time.offset = NO_OFFSET;
}

const MONTH_DAYS = Uint8Array.of(0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31);

/** Whether a calendar and a clock know it, in the years 1 to 9999 of DATE and DATETIME; no leap seconds. */
export function isPossible(time: CivilTime): boolean {
  return isPossibleDate(time) && time.hour <= 23 && time.minute <= 59 && time.second <= 59;
}

function isPossibleDate({ year, month, day }: CivilTime): boolean {
  if (year < 1 || year > 9999 || month < 1 || month > 12 || day < 1) return false;
  return day <= (MONTH_DAYS[month] ?? 0) || (month === 2 && day === 29 && isLeapYear(year));
}

function isLeapYear(year: number): boolean {
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
}

/** Days from 0000-03-01, where the calendar of `daysFromCivil` starts, to 1970-01-01. */
const EPOCH_DAY = 719_468;
const DAYS_PER_ERA = 146_097;

/**
 * Days since 1970-01-01 of a date in the Gregorian calendar, by eras of 400 years whose years begin in March
 * (H. Hinnant, "chrono-Compatible Low-Level Date Algorithms"). From the year 0 on nothing is negative here, and
 * `| 0` tells V8 that the division is one of whole numbers.
 */
export function daysFromCivil(year: number, month: number, day: number): number {
  const shifted = month <= 2 ? year - 1 : year;
  const era = (shifted / 400) | 0;
  const yearOfEra = shifted - era * 400;
  const dayOfYear = (((153 * (month > 2 ? month - 3 : month + 9) + 2) / 5) | 0) + day - 1;
  const dayOfEra = yearOfEra * 365 + ((yearOfEra / 4) | 0) - ((yearOfEra / 100) | 0) + dayOfYear;
  return era * DAYS_PER_ERA + dayOfEra - EPOCH_DAY;
}

export function secondsFromCivil(time: CivilTime): number {
  const days = daysFromCivil(time.year, time.month, time.day);
  return days * SECONDS_PER_DAY + time.hour * 3600 + time.minute * 60 + time.second;
}

/** The inverse of `secondsFromCivil`: sets everything but the fraction and the offset. */
export function setFromSeconds(time: CivilTime, seconds: number): void {
  const days = Math.floor(seconds / SECONDS_PER_DAY);
  const rest = seconds - days * SECONDS_PER_DAY;
  time.hour = (rest / 3600) | 0;
  time.minute = ((rest / 60) | 0) - time.hour * 60;
  time.second = rest % 60;
  setDate(time, days);
}

function setDate(time: CivilTime, days: number): void {
  const shifted = days + EPOCH_DAY;
  const era = (shifted / DAYS_PER_ERA) | 0;
  const dayOfEra = shifted - era * DAYS_PER_ERA;
  const leapDays = ((dayOfEra / 1460) | 0) - ((dayOfEra / 36_524) | 0) + ((dayOfEra / 146_096) | 0);
  const yearOfEra = ((dayOfEra - leapDays) / 365) | 0;
  const dayOfYear = dayOfEra - (365 * yearOfEra + ((yearOfEra / 4) | 0) - ((yearOfEra / 100) | 0));
  const monthFromMarch = ((5 * dayOfYear + 2) / 153) | 0;
  time.day = dayOfYear - (((153 * monthFromMarch + 2) / 5) | 0) + 1;
  time.month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9;
  time.year = yearOfEra + era * 400 + (time.month <= 2 ? 1 : 0);
}
