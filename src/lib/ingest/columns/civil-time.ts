/** A date and a time of day as they were written, before any zone is applied; filled anew for every value. */
export interface CivilTime {
  year: number;
  month: number;
  day: number;
  hour: number;
  minute: number;
  second: number;
  /** Millionths of a second. */
  micros: number;
  /** Digits behind the sixth were other than zero. */
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

/**
 * Days since 1970-01-01 of a date in the Gregorian calendar, in whole numbers only: years of 400-year eras counted
 * from March (H. Hinnant, "chrono-Compatible Low-Level Date Algorithms").
 */
export function daysFromCivil(year: number, month: number, day: number): number {
  const shifted = month <= 2 ? year - 1 : year;
  const era = Math.floor(shifted / 400);
  const yearOfEra = shifted - era * 400;
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  return era * 146_097 + dayOfEra - 719_468;
}

export function secondsFromCivil(time: CivilTime): number {
  const days = daysFromCivil(time.year, time.month, time.day);
  return days * SECONDS_PER_DAY + time.hour * 3600 + time.minute * 60 + time.second;
}

/** The inverse of `secondsFromCivil`: sets everything but the fraction and the offset. */
export function setFromSeconds(time: CivilTime, seconds: number): void {
  const days = Math.floor(seconds / SECONDS_PER_DAY);
  const rest = seconds - days * SECONDS_PER_DAY;
  time.hour = Math.floor(rest / 3600);
  time.minute = Math.floor((rest % 3600) / 60);
  time.second = rest % 60;
  setDate(time, days);
}

function setDate(time: CivilTime, days: number): void {
  const shifted = days + 719_468;
  const era = Math.floor(shifted / 146_097);
  const dayOfEra = shifted - era * 146_097;
  const leapDays =
    Math.floor(dayOfEra / 1460) - Math.floor(dayOfEra / 36_524) + Math.floor(dayOfEra / 146_096);
  const yearOfEra = Math.floor((dayOfEra - leapDays) / 365);
  const yearDays = 365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100);
  const dayOfYear = dayOfEra - yearDays;
  const monthFromMarch = Math.floor((5 * dayOfYear + 2) / 153);
  time.day = dayOfYear - Math.floor((153 * monthFromMarch + 2) / 5) + 1;
  time.month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9;
  time.year = yearOfEra + era * 400 + (time.month <= 2 ? 1 : 0);
}
