import type { MariadbConnection } from '../../infra/mariadb/connection.ts';
import { quoteName, quoteQualified } from '../../infra/mariadb/identifiers.ts';

/** A foreign key, and how many rows of its table one parent has. */
export interface Relation {
  readonly name: string;
  readonly table: string;
  readonly parent: string;
  /** Column of the table, and that of the parent. */
  readonly columns: readonly (readonly [own: string, parent: string])[];
  /** Rows of the parent that has the most; 0 for an empty table. */
  readonly most: number;
}

interface KeyRow {
  readonly name: string;
  readonly table_name: string;
  readonly column_name: string;
  readonly parent: string;
  readonly parent_column: string;
}

/** The names of all tables with rows of their own. */
export async function readTableNames(session: MariadbConnection, database: string): Promise<string[]> {
  const rows = await session.query<{ name: string }>(
    `SELECT TABLE_NAME AS name FROM information_schema.TABLES
     WHERE TABLE_SCHEMA = ? AND TABLE_TYPE = 'BASE TABLE' ORDER BY TABLE_NAME`,
    [database],
  );
  return rows.map(({ name }) => name);
}

/** The foreign keys within a database, each with its fan-out, which is counted and not estimated. */
export async function readRelations(session: MariadbConnection, database: string): Promise<Relation[]> {
  const rows = await session.query<KeyRow>(
    `SELECT CONSTRAINT_NAME AS name, TABLE_NAME AS table_name, COLUMN_NAME AS column_name,
       REFERENCED_TABLE_NAME AS parent, REFERENCED_COLUMN_NAME AS parent_column
     FROM information_schema.KEY_COLUMN_USAGE
     WHERE TABLE_SCHEMA = ? AND REFERENCED_TABLE_SCHEMA = ? ORDER BY TABLE_NAME, CONSTRAINT_NAME, ORDINAL_POSITION`,
    [database, database],
  );
  const keys = [...new Set(rows.map((row) => `${row.table_name}\0${row.name}`))];
  const relations: Relation[] = [];
  for (const key of keys) {
    const own = rows.filter((row) => `${row.table_name}\0${row.name}` === key);
    const [{ name, table_name: table, parent } = { name: '', table_name: '', parent: '' }] = own;
    const columns = own.map((row) => [row.column_name, row.parent_column] as const);
    relations.push({
      name,
      table,
      parent,
      columns,
      most: await countMost(session, database, table, columns),
    });
  }
  return relations;
}

async function countMost(
  session: MariadbConnection,
  database: string,
  table: string,
  columns: Relation['columns'],
): Promise<number> {
  const names = columns.map(([own]) => quoteName(own));
  const [row] = await session.query<{ most: number | null }>(
    `SELECT CAST(MAX(n) AS DOUBLE) AS most FROM (SELECT COUNT(*) AS n FROM ${quoteQualified(database, table)}
     WHERE ${names.map((name) => `${name} IS NOT NULL`).join(' AND ')} GROUP BY ${names.join(', ')}) AS fan_out`,
  );
  return row?.most ?? 0;
}
