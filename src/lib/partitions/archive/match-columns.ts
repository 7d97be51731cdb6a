import type { MariadbConnection } from '../../infra/mariadb/connection.ts';
import type { ColumnMatch } from './archive-unit.ts';
import { storedColumns, type TableColumn } from './table-columns.ts';

/** Compares the archived columns with those that the table has now, generated ones left out. Pure. */
export function matchColumns(archived: readonly TableColumn[], live: readonly TableColumn[]): ColumnMatch {
  const present = storedColumns(live);
  const names = new Set(present.map(({ name }) => name));
  const stored = storedColumns(archived);
  return {
    isEqual: JSON.stringify(stored) === JSON.stringify(present),
    common: stored.filter(({ name }) => names.has(name)),
    lost: stored.filter(({ name }) => !names.has(name)).map(({ name }) => name),
  };
}

/** The columns of the primary key, in its order. */
export async function readPrimaryKey(
  connection: MariadbConnection,
  database: string,
  table: string,
): Promise<string[]> {
  const rows = await connection.query<{ name: string }>(
    `SELECT column_name AS name FROM information_schema.statistics
      WHERE table_schema = ? AND table_name = ? AND index_name = 'PRIMARY' ORDER BY seq_in_index`,
    [database, table],
  );
  return rows.map(({ name }) => name);
}
