import { join } from 'node:path';
import { keepStep, type Plan, type TaskStep } from '../../core/plan.ts';
import { formatNumberOf } from '../../core/units.ts';
import { type ArchiveUnit, detachedName, hasBegun, type MonthTable } from './archive-unit.ts';
import { ORDER_GROUP } from './order-marks.ts';

export type ArchiveTask =
  | { readonly do: 'mark'; readonly unit: ArchiveUnit }
  | { readonly do: 'unmark'; readonly unit: ArchiveUnit }
  | { readonly do: 'detach'; readonly unit: ArchiveUnit; readonly table: MonthTable }
  | { readonly do: 'drop'; readonly unit: ArchiveUnit; readonly table: MonthTable }
  | { readonly do: 'export'; readonly unit: ArchiveUnit; readonly table: MonthTable; readonly file: string };

export type ArchiveStep = TaskStep<ArchiveTask>;
export type ArchivePlan = Plan<ArchiveStep>;

export interface ArchiveRules {
  readonly title: string;
  /** Where the files go. */
  readonly directory: string;
  readonly database: string;
  readonly archiveDatabase: string;
  /** How long a detached table stays after its file was read back. */
  readonly keepDays: number;
  /** Detached tables whose time has come are dropped. */
  readonly drops: boolean;
  /** What an EXCHANGE does to the cluster; undefined on a single server. */
  readonly stall: string | undefined;
}

/** What leaves for the archive, oldest first. Pure. A month with an obstacle keeps, all tables of its group with it. */
export function planArchive(units: readonly ArchiveUnit[], rules: ArchiveRules): ArchivePlan {
  return { title: rules.title, steps: units.flatMap((unit) => stepsOf(unit, rules)) };
}

/** Where the rows of a partition are kept as a file; its manifest is beside it with `.json` after the name. */
export function archiveFile({ directory, database }: ArchiveRules, table: string, partition: string): string {
  return join(directory, database, table, `${table}.${partition}.tsv.zst`);
}

function stepsOf(unit: ArchiveUnit, rules: ArchiveRules): ArchiveStep[] {
  const { group, partition, obstacles } = unit;
  const id = `${group}.${partition}`;
  if (obstacles.length > 0) {
    const summary = `stays: ${obstacles.join(', ')}`;
    const stays = keepStep({
      id,
      subject: `${group} ${partition}`,
      summary,
      notable: true,
      facts: { obstacles: [...obstacles] },
    });
    return (unit.marks?.marked ?? 0) > 0 ? [unmarkStep(unit, id), stays] : [stays];
  }
  const steps = unit.tables.flatMap((table) => tableSteps(unit, table, rules));
  const isFirst = !hasBegun(unit.tables) && steps.some(({ task }) => task?.do === 'detach');
  return isFirst && group === ORDER_GROUP ? [markStep(unit, id), ...steps] : steps;
}

function unmarkStep(unit: ArchiveUnit, id: string): ArchiveStep {
  const summary = `open ${formatNumberOf(unit.marks?.marked ?? 0, 'order number')} again: a run was cut off before its rows left`;
  return {
    id: `${id}.unmark`,
    action: 'change',
    subject: `order_ref ${unit.partition}`,
    summary,
    task: { do: 'unmark', unit },
  };
}

function markStep(unit: ArchiveUnit, id: string): ArchiveStep {
  const summary = `mark ${formatNumberOf(unit.marks?.open ?? 0, 'order number')} as archived, then wait for older transactions`;
  return {
    id: `${id}.mark`,
    action: 'change',
    subject: `order_ref ${unit.partition}`,
    summary,
    task: { do: 'mark', unit },
  };
}

function tableSteps(unit: ArchiveUnit, table: MonthTable, rules: ArchiveRules): ArchiveStep[] {
  const { entry, rows } = table;
  const subject = `${table.table} ${unit.partition}`;
  const leave = () => [detachStep(unit, table, rules), exportStep(unit, table, rules)];
  if (entry === undefined || entry.state === 'restored') return rows === 0 ? [] : leave();
  if (entry.state === 'detaching') return leave();
  if (entry.state === 'restoring') {
    const summary = `a restore was begun: aether partitions restore ${unit.group} ${unit.partition}`;
    const facts = { obstacles: [summary] };
    return [keepStep({ id: `${subject}.restoring`, subject, summary, notable: true, facts })];
  }
  const next = { detached: exportStep, exported: dropStep, dropped: undefined }[entry.state];
  return [...(next === undefined ? [] : [next(unit, table, rules)]), ...lateSteps(subject, rows)];
}

function detachStep(
  unit: ArchiveUnit,
  table: MonthTable,
  { archiveDatabase, stall }: ArchiveRules,
): ArchiveStep {
  const { entry } = table;
  const isResumed = entry?.state === 'detaching';
  const why = [isResumed ? 'an earlier run was cut off here' : undefined, stall].filter(Boolean).join('; ');
  const rows = isResumed ? entry.rows : table.rows;
  return {
    id: `${table.table}.${unit.partition}.detach`,
    action: 'change',
    subject: `${table.table} ${unit.partition}`,
    summary: `${formatNumberOf(rows, 'row')} to ${archiveDatabase}.${detachedName(table.table, unit.partition)}, by EXCHANGE`,
    ...(why === '' ? {} : { why }),
    facts: { rows },
    task: { do: 'detach', unit, table },
  };
}

function exportStep(unit: ArchiveUnit, table: MonthTable, rules: ArchiveRules): ArchiveStep {
  const file = archiveFile(rules, table.table, unit.partition);
  return {
    id: `${table.table}.${unit.partition}.export`,
    action: 'create',
    subject: file,
    summary: 'write it, read it back and compare every row',
    task: { do: 'export', unit, table, file },
  };
}

function dropStep(
  unit: ArchiveUnit,
  table: MonthTable,
  { keepDays, drops, archiveDatabase }: ArchiveRules,
): ArchiveStep {
  const days = table.entry?.exportedDays ?? 0;
  const id = `${table.table}.${unit.partition}.drop`;
  const subject = `${archiveDatabase}.${detachedName(table.table, unit.partition)}`;
  if (days < keepDays) {
    const summary = `stays beside its file for ${formatNumberOf(keepDays - days, 'more day')}`;
    return keepStep({ id, subject, summary, notable: true });
  }
  const since = `its file was read back ${formatNumberOf(days, 'day')} ago`;
  if (!drops) return keepStep({ id, subject, summary: `${since}: --drop drops the table`, notable: true });
  return {
    id,
    action: 'delete',
    subject,
    summary: `drop it: ${since}`,
    destructive: true,
    risk: 'drops archived tables, of which the files remain',
    task: { do: 'drop', unit, table },
  };
}

function lateSteps(subject: string, rows: number): ArchiveStep[] {
  if (rows === 0) return [];
  const summary = `${formatNumberOf(rows, 'row')} came after the archive and stay in the table`;
  const facts = { late_rows: rows };
  return [keepStep({ id: `${subject}.late`, subject, summary, notable: true, facts })];
}
