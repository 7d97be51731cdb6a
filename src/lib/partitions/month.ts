/** A month of the calendar as `YYYY-MM`, in UTC as all moments of the schema; as texts they sort by time. */
export type Month = string;

const MONTHS = 12;

/** The month of a day or a moment as the server writes it: `2026-11-30 12:00:00`. */
export function monthOf(moment: string): Month {
  return moment.slice(0, 7);
}

/** The first day of a month, as a partition's bound is written. */
export function firstDay(month: Month): string {
  return `${month}-01`;
}

/** True for a bound that is the beginning of a month. */
export function isMonthStart(bound: string): boolean {
  return /^\d{4}-\d{2}-01( 00:00:00(\.0+)?)?$/.test(bound);
}

export function addMonths(month: Month, count: number): Month {
  const index = monthIndex(month) + count;
  return `${String(Math.floor(index / MONTHS)).padStart(4, '0')}-${String((index % MONTHS) + 1).padStart(2, '0')}`;
}

/** How many months the second is after the first. */
export function monthsBetween(from: Month, to: Month): number {
  return monthIndex(to) - monthIndex(from);
}

/** From the first month up to the last, which is left out. */
export function monthRange(from: Month, to: Month): Month[] {
  return Array.from({ length: Math.max(0, monthsBetween(from, to)) }, (_, index) => addMonths(from, index));
}

/** The name of a month's partition: `p202611`. */
export function partitionName(month: Month): string {
  return `p${month.replace('-', '')}`;
}

function monthIndex(month: Month): number {
  return Number(month.slice(0, 4)) * MONTHS + Number(month.slice(5, 7)) - 1;
}
