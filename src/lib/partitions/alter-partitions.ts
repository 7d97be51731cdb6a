import { quoteName, quoteQualified } from '../infra/mariadb/identifiers.ts';
import { addMonths, firstDay, partitionName, type Month } from './month.ts';
import type { NewMonths } from './plan-partitions.ts';

const NO_END = 'pmax';

/** The ALTER of a change: pmax is cut into the new months and itself, or they are added with a pmax after them. */
export function newMonthsStatement(database: string, { table, months, from }: NewMonths): string {
  const alter = `ALTER TABLE ${quoteQualified(database, table)}`;
  const made = months.map(definition);
  const last = `PARTITION ${quoteName(from ?? NO_END)} VALUES LESS THAN (MAXVALUE)`;
  const list = [...made, last].join(', ');
  return from === null
    ? `${alter} ADD PARTITION (${list})`
    : `${alter} REORGANIZE PARTITION ${quoteName(from)} INTO (${list})`;
}

function definition(month: Month): string {
  return `PARTITION ${quoteName(partitionName(month))} VALUES LESS THAN ('${firstDay(addMonths(month, 1))}')`;
}
