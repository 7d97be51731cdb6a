import type { MariadbConnection } from '../../../infra/mariadb/connection.ts';
import type { TableName } from '../delete-in-parts.ts';

/** A foreign key of another table, or of the table itself, to a table. */
export interface ReferringKey extends TableName {
  readonly name: string;
  readonly pairs: readonly {
    readonly child: string;
    readonly parent: string;
    readonly isNullable: boolean;
  }[];
}

/** The foreign keys that refer to a table, as far as the account sees the tables that they are of. */
export async function referringKeys(
  connection: MariadbConnection,
  { database, table }: TableName,
): Promise<ReferringKey[]> {
  const rows = await connection.query<
    TableName & Record<'name' | 'child' | 'parent', string> & { isNullable: number }
  >(
    `SELECT k.table_schema AS \`database\`, k.table_name AS \`table\`, k.constraint_name AS name, k.column_name AS child,
            k.referenced_column_name AS parent, c.is_nullable = 'YES' AS isNullable
       FROM information_schema.key_column_usage AS k
       JOIN information_schema.columns AS c
         ON c.table_schema = k.table_schema AND c.table_name = k.table_name AND c.column_name = k.column_name
      WHERE k.referenced_table_schema = ? AND k.referenced_table_name = ?
      ORDER BY k.table_schema, k.table_name, k.constraint_name, k.ordinal_position`,
    [database, table],
  );
  const keys = new Map<string, ReferringKey>();
  for (const { child, parent, isNullable, ...of } of rows) {
    const id = [of.database, of.table, of.name].join('\0');
    const pairs = [...(keys.get(id)?.pairs ?? []), { child, parent, isNullable: isNullable === 1 }];
    keys.set(id, { ...of, pairs });
  }
  return [...keys.values()];
}

export function isSelfReference({ database, table }: ReferringKey, into: TableName): boolean {
  return database === into.database && table === into.table;
}

/** The column in which NULL ends that a row refers to another one; undefined if the key has none. */
export function nullableLink({ pairs }: ReferringKey): string | undefined {
  return pairs.find(({ isNullable }) => isNullable)?.child;
}
