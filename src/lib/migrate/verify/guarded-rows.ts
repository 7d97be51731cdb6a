import type { MariadbConnection } from '../../infra/mariadb/connection.ts';
import { quoteName } from '../../infra/mariadb/identifiers.ts';
import type { MappedRow } from '../document/map-back.ts';
import type { MigrateKeys } from '../keys/migrate-keys.ts';
import { columnNames, type Exceptions, type KeyRange, levelRows } from '../source/level-sql.ts';
import { guardText } from '../types/guard-value.ts';
import type { LevelPlace } from './digest.ts';

/** What identifies a row, and what must stand for its guarded columns. No value of those is in it. */
export interface GuardedRow {
  /** The `_id` of the document. */
  readonly id: string;
  readonly key: readonly (string | null)[];
  readonly texts: readonly (string | null)[];
}

/**
 * The rows of a level with personal data, replaced in this process. MariaDB makes no digest of them: a plain hash of an
 * e-mail address can be guessed, and a keyed one in SQL would put the key into the server's log.
 */
export async function readGuarded(
  session: MariadbConnection,
  { database, collection, level }: LevelPlace,
  range: KeyRange & Exceptions,
  keys: MigrateKeys | undefined,
): Promise<GuardedRow[]> {
  if (level.guarded.length === 0) return [];
  const { from, values, alias, rootKey, orderBy } = levelRows(database, collection, level, range);
  const mapped = [...level.inherited, ...level.columns];
  const key = keyNames(level).map((name) => {
    const one = mapped.find(({ column }) => column.name === name);
    const sql = `${alias}.${quoteName(name)}`;
    return one === undefined ? sql : one.type.text(sql);
  });
  const texts = level.guarded.map(({ column, text }) => text(`${alias}.${quoteName(column.name)}`));
  const columns = [...key, ...texts].map((sql, index) => `${sql} AS c${index}`);
  const found = await session.query<Record<string, string | null>>(
    `SELECT CAST(${rootKey} AS CHAR) AS root_key, ${columns.join(', ')} ${from} ${orderBy}`,
    values,
  );
  return found.map((row) => ({
    id: row['root_key'] ?? '',
    key: key.map((_, index) => row[`c${index}`] ?? null),
    texts: level.guarded.map((guarded, index) => {
      const text = row[`c${key.length + index}`] ?? null;
      return text === null ? null : guardText(guarded, text, keys);
    }),
  }));
}

/** Columns that tell the rows of a level apart. */
export function keyNames({ inherited, order }: LevelPlace['level']): string[] {
  return [...inherited.map(({ column }) => column.name), ...order];
}

/** The same of rows that were mapped back from the document with this `_id`. */
export function guardedOf(level: LevelPlace['level'], id: string, row: MappedRow): GuardedRow {
  const names = columnNames(level);
  const key = keyNames(level).map((name) => row.texts[names.indexOf(name)] ?? null);
  return { id, key, texts: row.guarded };
}
