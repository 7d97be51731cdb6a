import type { MariadbConnection } from '../../infra/mariadb/connection.ts';
import { quoteName, quoteQualified } from '../../infra/mariadb/identifiers.ts';
import { type CompiledCollection, type Level, levelsOf } from '../mapping/compiled-mapping.ts';
import type { Read } from '../types/document-type.ts';
import { columnNames, type KeyRange, levelRows } from './level-sql.ts';

/** Values by the order of `columnNames`. */
export type SourceRow = readonly (Read | null)[];

export type RowsByLevel = ReadonlyMap<Level, readonly SourceRow[]>;

/** All rows of the roots of a range, by level; the caller has one snapshot open for all of them. */
export async function readRows(
  session: MariadbConnection,
  database: string,
  collection: CompiledCollection,
  range: KeyRange,
): Promise<RowsByLevel> {
  const rows = new Map<Level, readonly SourceRow[]>();
  for (const level of levelsOf(collection.root)) {
    const { from, values, alias, orderBy } = levelRows(database, collection, level, range);
    const names = columnNames(level);
    const columns = names.map((name, index) => `${alias}.${quoteName(name)} AS c${index}`);
    const found = await session.query<Record<string, Read | null>>(
      `SELECT ${columns.join(', ')} ${from} ${orderBy}`,
      values,
    );
    rows.set(
      level,
      found.map((row) => names.map((_, index) => row[`c${index}`] ?? null)),
    );
  }
  return rows;
}

/** The key of the last of the next `limit` roots after a key; undefined if there are none. */
export async function endOfChunk(
  session: MariadbConnection,
  database: string,
  { root, key }: CompiledCollection,
  next: { readonly after: string | null; readonly limit: number },
): Promise<string | undefined> {
  const name = quoteName(key);
  const where = next.after === null ? '' : `WHERE ${name} > ?`;
  const [row] = await session.query<{ last: string | number | null }>(
    `SELECT MAX(k) AS last FROM (SELECT ${name} AS k FROM ${quoteQualified(database, root.table)} ${where}
     ORDER BY ${name} LIMIT ${next.limit}) AS chunk`,
    next.after === null ? [] : [next.after],
  );
  return row === undefined || row.last === null ? undefined : String(row.last);
}

/** Runs reads in one consistent snapshot of all InnoDB tables. */
export async function inSnapshot<Result>(
  session: MariadbConnection,
  work: () => Promise<Result>,
): Promise<Result> {
  await session.run('SET SESSION TRANSACTION ISOLATION LEVEL REPEATABLE READ');
  await session.run('START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY');
  try {
    return await work();
  } finally {
    await session.run('ROLLBACK').catch(() => session.destroy());
  }
}

/** `binlog.000003:4711`, the place in the binary log that the open snapshot has; null without a binary log. */
export async function snapshotPosition(session: MariadbConnection): Promise<string | null> {
  const rows = await session.query<{ Variable_name: string; Value: string }>(
    "SHOW SESSION STATUS LIKE 'Binlog\\_snapshot\\_%'",
  );
  const value = (name: string) => rows.find((row) => row.Variable_name.toLowerCase() === name)?.Value ?? '';
  const file = value('binlog_snapshot_file');
  return file === '' ? null : `${file}:${value('binlog_snapshot_position')}`;
}
