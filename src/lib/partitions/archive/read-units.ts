import { AetherError } from '../../core/errors.ts';
import { didYouMean } from '../../core/suggest.ts';
import type { Databases } from '../../infra/config/databases.ts';
import type { MariadbConnection } from '../../infra/mariadb/connection.ts';
import { quoteName, quoteQualified } from '../../infra/mariadb/identifiers.ts';
import { addMonths, firstDay, type Month } from '../month.ts';
import type { Partition, PartitionedTable } from '../partitioned-table.ts';
import type { ArchiveEntry } from './archive-ledger.ts';
import { type ArchiveUnit, hasBegun, type MonthTable } from './archive-unit.ts';
import { countMarks, ORDER_GROUP, readOpenOrders } from './order-marks.ts';

/** Which months are meant. */
export interface Wanted {
  readonly month: Month;
  /** All groups if none is named. */
  readonly group?: string | undefined;
  /** One that is named leaves before its time, or again after it was restored. */
  readonly partition?: string | undefined;
}

interface Sources {
  readonly databases: Databases;
  readonly tables: readonly PartitionedTable[];
  readonly entries: readonly ArchiveEntry[];
}

/**
 * The months whose time has come by `keep_months`, those of which something is in the archive, and the one that is named.
 * Throws USAGE for a group or a partition that does not exist.
 */
export async function readUnits(
  connection: MariadbConnection,
  sources: Sources,
  wanted: Wanted,
): Promise<ArchiveUnit[]> {
  const groups = [...new Set(sources.tables.map(({ group }) => group))];
  if (wanted.group !== undefined && !groups.includes(wanted.group))
    throw new AetherError(
      'USAGE',
      `no group "${wanted.group}" in partition_policy${didYouMean(wanted.group, groups)}`,
    );
  const units: ArchiveUnit[] = [];
  for (const group of groups.filter((name) => wanted.group === undefined || name === wanted.group)) {
    const tables = sources.tables.filter((table) => table.group === group);
    for (const partition of partitionsOf(tables, sources.entries, wanted))
      units.push(await readUnit(connection, { ...sources, tables }, group, partition));
  }
  if (wanted.partition !== undefined && units.length === 0) {
    const known = sources.tables.flatMap(({ partitions }) => partitions.map(({ name }) => name));
    throw new AetherError(
      'USAGE',
      `group ${wanted.group ?? ''} has no partition "${wanted.partition}" that is over${didYouMean(wanted.partition, known)}`,
    );
  }
  return units.toSorted((a, b) => (a.span.below < b.span.below ? -1 : 1));
}

function partitionsOf(
  tables: readonly PartitionedTable[],
  entries: readonly ArchiveEntry[],
  { month, partition }: Wanted,
): Partition[] {
  const [first] = tables;
  const keep = first?.keepMonths ?? null;
  const before = keep === null ? null : firstDay(addMonths(month, -keep));
  const isEntered = ({ name }: Partition) =>
    entries.some(
      (entry) => entry.partition === name && entry.table === first?.table && entry.state !== 'restored',
    );
  return (first?.partitions ?? []).filter((each) => {
    const { name, below } = each;
    // A month that is not over is never archived.
    if (below === null || below > firstDay(month)) return false;
    if (partition !== undefined) return name === partition;
    const wasRestored = entries.some(
      (entry) => entry.partition === name && entry.table === first?.table && entry.state === 'restored',
    );
    return isEntered(each) || (before !== null && below <= before && !wasRestored);
  });
}

async function readUnit(
  connection: MariadbConnection,
  { databases, tables, entries }: Sources,
  group: string,
  { name: partition, below }: Partition,
): Promise<ArchiveUnit> {
  const bound = below ?? '';
  const span = { from: boundBefore(tables[0], partition), below: bound };
  const odd = tables.filter(
    (table) => boundBefore(table, partition) !== span.from || boundOf(table, partition) !== bound,
  );
  if (odd.length > 0) {
    const obstacles = odd.map(({ table }) => `${table} has no partition ${partition} with the same bounds`);
    return { group, partition, span, tables: [], obstacles };
  }
  const months: MonthTable[] = [];
  for (const { table } of tables) {
    const entry = entries.find((each) => each.table === table && each.partition === partition);
    const rows = await countRows(connection, databases.data, table, partition);
    months.push({ table, rows, ...(entry === undefined ? {} : { entry }) });
  }
  if (group !== ORDER_GROUP) return { group, partition, span, tables: months, obstacles: [] };
  const obstacles = hasBegun(months) ? [] : await readOpenOrders(connection, databases, span);
  return {
    group,
    partition,
    span,
    tables: months,
    obstacles,
    marks: await countMarks(connection, databases, span),
  };
}

function boundOf(table: PartitionedTable | undefined, partition: string): string | undefined {
  return table?.partitions.find(({ name }) => name === partition)?.below ?? undefined;
}

function boundBefore(table: PartitionedTable | undefined, partition: string): string | null {
  const index = table?.partitions.findIndex(({ name }) => name === partition) ?? -1;
  return index <= 0 ? null : (table?.partitions[index - 1]?.below ?? null);
}

/** Rows of a partition, exactly. */
export async function countRows(
  connection: MariadbConnection,
  database: string,
  table: string,
  partition?: string,
): Promise<number> {
  const part = partition === undefined ? '' : ` PARTITION (${quoteName(partition)})`;
  const [row] = await connection.query<{ n: number }>(
    `SELECT CAST(COUNT(*) AS DOUBLE) AS n FROM ${quoteQualified(database, table)}${part}`,
  );
  return row?.n ?? 0;
}
