import type { Databases } from '../../infra/config/databases.ts';
import type { MariadbConnection } from '../../infra/mariadb/connection.ts';

/** A table with everything that its rows must hold. */
export interface TableRules {
  readonly schema: string;
  readonly table: string;
  /** The columns of the primary key, in its order; empty without one. */
  readonly key: readonly string[];
  readonly checks: readonly Check[];
  readonly foreignKeys: readonly ForeignKey[];
}

export interface Check {
  readonly name: string;
  /** As the server writes it. */
  readonly clause: string;
}

export interface ForeignKey {
  readonly name: string;
  readonly parentSchema: string;
  readonly parentTable: string;
  readonly columns: readonly { readonly child: string; readonly parent: string }[];
}

const CHECKS = `SELECT constraint_schema AS \`schema\`, table_name AS \`table\`, constraint_name AS name, check_clause AS clause
  FROM information_schema.check_constraints WHERE constraint_schema IN (?, ?, ?, ?)
 ORDER BY constraint_schema, table_name, constraint_name`;

const KEYS = `SELECT table_schema AS \`schema\`, table_name AS \`table\`, constraint_name AS name, column_name AS child,
       referenced_table_schema AS parentSchema, referenced_table_name AS parentTable, referenced_column_name AS parent
  FROM information_schema.key_column_usage
 WHERE table_schema IN (?, ?, ?, ?) AND (referenced_table_name IS NOT NULL OR constraint_name = 'PRIMARY')
 ORDER BY table_schema, table_name, constraint_name, ordinal_position`;

interface CheckRow extends Check {
  readonly schema: string;
  readonly table: string;
}

interface KeyRow {
  readonly schema: string;
  readonly table: string;
  readonly name: string;
  readonly child: string;
  readonly parentSchema: string | null;
  readonly parentTable: string | null;
  readonly parent: string | null;
}

/** Every CHECK and every foreign key of the environment's databases, by table; tables without any are left out. */
export async function readTableRules(
  connection: MariadbConnection,
  { data, meta, stage, archive }: Databases,
): Promise<TableRules[]> {
  const names = [data, meta, stage, archive];
  const checks = await connection.query<CheckRow>(CHECKS, names);
  const keys = await connection.query<KeyRow>(KEYS, names);
  const tables = new Map([...checks, ...keys].map((row) => [`${row.schema}.${row.table}`, row]));
  return [...tables.values()]
    .map(({ schema, table }) => {
      const isOfTable = (row: CheckRow | KeyRow) => row.schema === schema && row.table === table;
      return rulesOf({ schema, table }, checks.filter(isOfTable), keys.filter(isOfTable));
    })
    .filter((rules) => rules.checks.length > 0 || rules.foreignKeys.length > 0);
}

function rulesOf(
  table: Pick<TableRules, 'schema' | 'table'>,
  checks: readonly Check[],
  keys: readonly KeyRow[],
): TableRules {
  const foreignKeys = new Map<string, ForeignKey>();
  for (const { name, child, parentSchema, parentTable, parent } of keys) {
    if (parentSchema === null || parentTable === null || parent === null) continue;
    const columns = [...(foreignKeys.get(name)?.columns ?? []), { child, parent }];
    foreignKeys.set(name, { name, parentSchema, parentTable, columns });
  }
  const key = keys.filter(({ name }) => name === 'PRIMARY').map(({ child }) => child);
  return { ...table, key, checks, foreignKeys: [...foreignKeys.values()] };
}
