import type { Plan, TaskStep } from '../../core/plan.ts';
import { formatNumberOf } from '../../core/units.ts';
import type { ArchiveUnit, ColumnMatch, MonthTable } from './archive-unit.ts';

export type RestoreTask =
  | { readonly do: 'load'; readonly table: MonthTable; readonly file: string }
  | { readonly do: 'attach'; readonly table: MonthTable; readonly match: ColumnMatch }
  | { readonly do: 'unmark' };

export type RestoreStep = TaskStep<RestoreTask>;
export type RestorePlan = Plan<RestoreStep>;

export interface RestoreFacts {
  readonly unit: ArchiveUnit;
  /** By table: its columns now, against those that were archived. */
  readonly matches: ReadonlyMap<string, ColumnMatch>;
  /** What an EXCHANGE does to the cluster; undefined on a single server. */
  readonly stall?: string | undefined;
}

/**
 * What brings a month back: files into tables of the archive database, these into their partitions, and the order numbers
 * open again last. Pure; without steps if nothing of it is archived.
 */
export function planRestore(title: string, facts: RestoreFacts): RestorePlan {
  const { unit } = facts;
  const tables = unit.tables.filter(
    ({ entry }) => entry !== undefined && entry.state !== 'restored' && entry.state !== 'detaching',
  );
  const steps = tables.flatMap((table) => [...loadSteps(unit, table), attachStep(facts, table)]);
  const isMarked = (unit.marks?.marked ?? 0) > 0;
  return { title, steps: isMarked ? [...steps, unmarkStep(unit)] : steps };
}

function loadSteps({ partition }: ArchiveUnit, table: MonthTable): RestoreStep[] {
  const { entry } = table;
  if (entry?.state !== 'dropped') return [];
  return [
    {
      id: `${table.table}.${partition}.load`,
      action: 'load',
      subject: entry.detachedTable,
      summary: `${formatNumberOf(entry.rows, 'row')} of ${entry.file ?? 'a file that is unknown'}, compared with what was archived`,
      task: { do: 'load', table, file: entry.file ?? '' },
    },
  ];
}

function attachStep({ unit: { partition }, matches, stall }: RestoreFacts, table: MonthTable): RestoreStep {
  const match = matches.get(table.table) ?? { isEqual: false, common: [], lost: [] };
  const isExchange = canExchange(table, match);
  const way = isExchange
    ? 'by EXCHANGE'
    : `by INSERT … SELECT: ${match.isEqual ? `the partition has ${formatNumberOf(table.rows, 'row')} already` : 'the table has changed since'}`;
  return {
    id: `${table.table}.${partition}.attach`,
    action: 'change',
    subject: `${table.table} ${partition}`,
    summary: `${formatNumberOf(table.entry?.rows ?? 0, 'row')} back, ${way}`,
    ...(isExchange && stall !== undefined ? { why: stall } : {}),
    ...(match.lost.length === 0
      ? {}
      : { destructive: true, risk: `leaves out the archived columns ${match.lost.join(', ')}` }),
    task: { do: 'attach', table, match },
  };
}

/** An EXCHANGE wants the same definition and, as it would take them away, no rows in the partition. */
export function canExchange({ rows }: Pick<MonthTable, 'rows'>, { isEqual }: ColumnMatch): boolean {
  return isEqual && rows === 0;
}

function unmarkStep({ partition, marks }: ArchiveUnit): RestoreStep {
  return {
    id: `orders.${partition}.unmark`,
    action: 'change',
    subject: `order_ref ${partition}`,
    summary: `open ${formatNumberOf(marks?.marked ?? 0, 'order number')} again`,
    task: { do: 'unmark' },
  };
}
