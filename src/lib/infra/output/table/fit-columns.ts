import { visibleWidth } from './visible-width.ts';
import { leastWidth } from './wrap-cell.ts';

/** Blanks between two columns. */
export const GAP = 2;

/** A column that is not wider than this is never wrapped. */
const NARROW = 12;

/** Columns of a table by their place, with the width of each. */
export interface FittedColumns {
  readonly shown: readonly number[];
  readonly widths: readonly number[];
  /** Heads of the columns that had to go. */
  readonly dropped: readonly string[];
}

/**
 * Chooses the widths with which a table fits: first text is wrapped, widest columns first; then columns go in the order of
 * `drop`; then words are broken. What does not fit then is wider than the terminal.
 */
export function fitColumns(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  { width, drop }: { readonly width: number; readonly drop: readonly string[] },
): FittedColumns {
  const columns = head.map((title, column) => [title, ...rows.map((row) => row[column] ?? '')]);
  const natural = columns.map((cells) =>
    Math.max(...cells.flatMap((cell) => cell.split('\n')).map(visibleWidth)),
  );
  const least = (tight: boolean) =>
    columns.map((cells, column) => {
      const whole = natural[column] ?? 0;
      return whole <= NARROW
        ? whole
        : Math.min(whole, Math.max(...cells.map((cell) => leastWidth(cell, tight))));
    });
  const dropped: string[] = [];
  const loose = least(false);
  for (;;) {
    const shown = head.flatMap((title, column) => (dropped.includes(title) ? [] : [column]));
    const pick = (all: readonly number[]) => shown.map((column) => all[column] ?? 0);
    const room = width - GAP * (shown.length - 1);
    if (sum(pick(loose)) <= room) return { shown, dropped, widths: share(pick(natural), pick(loose), room) };
    const next = drop.find((title) => head.includes(title) && !dropped.includes(title));
    if (next === undefined) return { shown, dropped, widths: share(pick(natural), pick(least(true)), room) };
    dropped.push(next);
  }
}

/** The widest level that fits: columns below it keep their width, those above it are wrapped to it. */
function share(natural: readonly number[], least: readonly number[], room: number): number[] {
  const at = (level: number) =>
    natural.map((whole, column) => Math.max(least[column] ?? 0, Math.min(whole, level)));
  if (sum(natural) <= room) return [...natural];
  let level = Math.max(...natural);
  while (level > 0 && sum(at(level)) > room) level -= 1;
  const widths = at(level);
  let left = room - sum(widths);
  return widths.map((width, column) => {
    const more = Math.max(0, Math.min(left, (natural[column] ?? 0) - width));
    left -= more;
    return width + more;
  });
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, one) => total + one, 0);
}
