import type { TextView } from '../../core/command.ts';
import { formatNumberOf } from '../../core/units.ts';
import type { Drift, DriftItem } from './read-drift.ts';

/** One line for each part that somebody has changed, and the statements that repair it. */
export function renderDrift({ state, recorded_after: after, tables, items }: Drift, view: TextView): string {
  if (state === 'unknown')
    return `tables: ${view.style.warn('unknown')}: no shape is recorded for the migrations that are applied`;
  if (state === 'none')
    return `tables: ${view.style.good('as the migrations left them')}: ${formatNumberOf(tables, 'table')}, recorded after ${after}`;
  const heading = `tables: ${view.style.warn(formatNumberOf(items.length, 'difference'))} from the shape recorded after ${after}`;
  return [heading, ...items.flatMap((item) => linesOf(item, view))].join('\n');
}

function linesOf({ table, part, state, found, repair, destroys_data: isLossy }: DriftItem, view: TextView) {
  const is = state === 'changed' && found !== null && !found.includes('\n') ? `: ${found}` : '';
  const statements = repair.flatMap((text) => (text.includes('\n') ? inClient(text) : [`${text};`]));
  return [
    `${view.style.warn(state.padEnd(7))}  ${table}: ${part}${is}`,
    ...(isLossy ? [`         ${view.style.bad('destroys data:')}`] : []),
    ...statements.map((line) => `         ${view.style.dim(line)}`),
  ];
}

/** A statement of several lines may have a semicolon inside. */
function inClient(text: string): string[] {
  return ['DELIMITER //', ...text.split('\n'), '//', 'DELIMITER ;'];
}
