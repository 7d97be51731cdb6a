import type { MariadbConnection } from '../../infra/mariadb/connection.ts';

/** A table by the database that it is in. */
export interface TableName {
  readonly database: string;
  readonly table: string;
}

/** Where the rows go that are written to a table or a view. */
export interface Storage extends TableName {
  /** As information_schema.tables has it: BASE TABLE, VIEW, SEQUENCE, SYSTEM VERSIONED … */
  readonly kind: string;
  /** null for a view. */
  readonly engine: string | null;
  /** Whether the engine commits and rolls back together with InnoDB, and to a savepoint. */
  readonly rollsBack: boolean;
  /** Of a view whose text the account may read: the tables and views that it names. */
  readonly reads: readonly TableName[] | null;
}

interface Row {
  readonly kind: string;
  readonly engine: string | null;
  readonly rollsBack: number;
  readonly definition: string | null;
}

/** undefined if the account sees no table of this name. */
export async function readStorage(
  connection: MariadbConnection,
  { database, table }: TableName,
): Promise<Storage | undefined> {
  // XA: an engine without it commits by itself, before or after the ledger's row does.
  const [row] = await connection.query<Row>(
    `SELECT t.table_type AS kind, t.engine, v.view_definition AS definition,
            COALESCE(e.transactions = 'YES' AND e.xa = 'YES' AND e.savepoints = 'YES', FALSE) AS rollsBack
       FROM information_schema.tables AS t
       LEFT JOIN information_schema.engines AS e ON e.engine = t.engine
       LEFT JOIN information_schema.views AS v ON v.table_schema = t.table_schema AND v.table_name = t.table_name
      WHERE t.table_schema = ? AND t.table_name = ?`,
    [database, table],
  );
  if (row === undefined) return undefined;
  const { kind, engine, definition } = row;
  const reads = definition === null || definition === '' ? null : tablesIn(definition);
  return { database, table, kind, engine, rollsBack: row.rollsBack === 1, reads };
}

/** The server writes a view down with every table as `database`.`table`, after FROM or JOIN and any parentheses. */
const TABLE_READ = /\b(?:from|join) \(*`((?:[^`]|``)+)`\.`((?:[^`]|``)+)`/gi;

/** The tables and views that a view's text names. */
export function tablesIn(definition: string): TableName[] {
  return [...definition.matchAll(TABLE_READ)].map(([, database = '', table = '']) => ({
    database: database.replaceAll('``', '`'),
    table: table.replaceAll('``', '`'),
  }));
}
