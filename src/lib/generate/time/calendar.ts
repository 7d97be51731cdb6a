export const HOUR = 3600;
export const DAY = 86_400;

/** A day in the calendar; month and day count from 1. */
export interface CivilDay {
  readonly year: number;
  readonly month: number;
  readonly day: number;
}

/**
 * The day that lies so many days after 1970-01-01, or before it. Howard Hinnant's `civil_from_days`: the year begins
 * with March there, so that the leap day comes last.
 */
export function civilDay(daysSince1970: number): CivilDay {
  const shifted = daysSince1970 + 719_468;
  const era = Math.floor(shifted / 146_097);
  const dayOfEra = shifted - era * 146_097;
  const yearOfEra = Math.floor(
    (dayOfEra -
      Math.floor(dayOfEra / 1460) +
      Math.floor(dayOfEra / 36_524) -
      Math.floor(dayOfEra / 146_096)) /
      365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const marchMonth = Math.floor((5 * dayOfYear + 2) / 153);
  const month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9;
  return {
    year: era * 400 + yearOfEra + (month <= 2 ? 1 : 0),
    month,
    day: dayOfYear - Math.floor((153 * marchMonth + 2) / 5) + 1,
  };
}

/** 0 is Monday; 1970-01-01 was a Thursday. */
export function weekday(daysSince1970: number): number {
  return (daysSince1970 + 3) % 7;
}

/** Seconds since 1970 of 2026-03-01, taken as UTC; undefined where the text is not such a day. */
export function parseDay(text: string): number | undefined {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return undefined;
  const seconds = Date.parse(`${text}T00:00:00Z`) / 1000;
  const isThatDay = Number.isFinite(seconds) && new Date(seconds * 1000).toISOString().startsWith(text);
  return isThatDay ? seconds : undefined;
}

/** `formatDay(0)` is 1970-01-01. */
export function formatDay(seconds: number): string {
  return new Date(seconds * 1000).toISOString().slice(0, 10);
}
