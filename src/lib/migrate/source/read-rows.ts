import type { MariadbConnection } from '../../infra/mariadb/connection.ts';
import { quoteName, quoteQualified } from '../../infra/mariadb/identifiers.ts';
import { type CompiledCollection, type Level, levelsOf } from '../mapping/compiled-mapping.ts';
import type { Read } from '../types/document-type.ts';
import { columnSql, type KeyRange, levelRows } from './level-sql.ts';

/** Values by the order of `columnNames`, and those of guarded columns after them. */
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
    const columns = readColumns(level, alias, database).map((sql, index) => `${sql} AS c${index}`);
    const found = await session.query<Record<string, Read | null>>(
      `SELECT ${columns.join(', ')} ${from} ${orderBy}`,
      values,
    );
    rows.set(
      level,
      found.map((row) => columns.map((_, index) => row[`c${index}`] ?? null)),
    );
  }
  return rows;
}

/** A computed field is read as the text that it is verified by: no driver's type comes between. */
function readColumns({ inherited, columns, guarded }: Level, alias: string, database: string): string[] {
  return [...inherited, ...columns, ...guarded].map((one) => {
    const sql = columnSql(one, alias, database);
    return 'computed' in one && one.computed !== undefined ? one.type.text(sql) : sql;
  });
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

/** A place in the binary log, as a file of this server and as GTIDs of all. */
export interface SourcePosition {
  readonly position: string | null;
  readonly gtid: string | null;
}

/** Nothing was logged between the two. A server that was started again has another file, and the same GTIDs. */
export function isSamePlace(one: SourcePosition, other: SourcePosition): boolean {
  if (one.gtid === null || other.gtid === null) return one.position === other.position;
  return one.gtid === other.gtid;
}

/** The place that the open snapshot has in the binary log; nulls without one. */
export async function snapshotPlace(session: MariadbConnection): Promise<SourcePosition> {
  const position = await snapshotPosition(session);
  if (position === null) return { position, gtid: null };
  const [file = '', at = ''] = position.split(':');
  const [row] = await session.query<{ gtid: string | null }>('SELECT BINLOG_GTID_POS(?, ?) AS gtid', [
    file,
    Number(at),
  ]);
  return { position, gtid: row?.gtid ?? null };
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
