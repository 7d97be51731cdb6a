import type { MariadbConnection } from '../../infra/mariadb/connection.ts';
import type { TableName } from './read-storage.ts';

/** A column of a foreign key of a table to itself, and the column that it refers to. */
export interface ReferencePair {
  readonly child: string;
  readonly parent: string;
  /** Their types, with character set and collation. */
  readonly childType: string;
  readonly parentType: string;
}

/** A foreign key of a table to itself. */
export interface SelfReference {
  readonly name: string;
  /** The key of the table that it refers to. */
  readonly parentKey: string;
  readonly pairs: readonly ReferencePair[];
}

interface Row extends ReferencePair {
  readonly name: string;
  readonly parentKey: string;
}

/** The foreign keys of a table to itself; none for a view. */
export async function selfReferences(
  connection: MariadbConnection,
  { database, table }: TableName,
): Promise<SelfReference[]> {
  const rows = await connection.query<Row>(
    `SELECT k.constraint_name AS name, r.unique_constraint_name AS parentKey, k.column_name AS child,
            k.referenced_column_name AS parent,
            ${typeOf('c')} AS childType, ${typeOf('p')} AS parentType
       FROM information_schema.key_column_usage AS k
       JOIN information_schema.referential_constraints AS r
         ON r.constraint_schema = k.constraint_schema AND r.constraint_name = k.constraint_name AND r.table_name = k.table_name
       JOIN information_schema.columns AS c
         ON c.table_schema = k.table_schema AND c.table_name = k.table_name AND c.column_name = k.column_name
       JOIN information_schema.columns AS p
         ON p.table_schema = k.table_schema AND p.table_name = k.table_name AND p.column_name = k.referenced_column_name
      WHERE k.table_schema = ? AND k.table_name = ?
        AND k.referenced_table_schema = k.table_schema AND k.referenced_table_name = k.table_name
      ORDER BY k.constraint_name, k.ordinal_position`,
    [database, table],
  );
  const names = [...new Set(rows.map(({ name }) => name))];
  return names.map((name) => {
    const pairs = rows.filter((row) => row.name === name);
    return { name, parentKey: pairs[0]?.parentKey ?? '', pairs };
  });
}

function typeOf(alias: string): string {
  const collation = `CONCAT('CHARACTER SET ', ${alias}.character_set_name, ' COLLATE ', ${alias}.collation_name)`;
  return `CONCAT_WS(' ', ${alias}.column_type, ${collation})`;
}
