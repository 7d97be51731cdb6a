import type { MariadbConnection } from '../../infra/mariadb/connection.ts';
import type { TableName } from './read-storage.ts';

/** A column of a table that rows are written to. */
export interface TableColumn {
  readonly name: string;
  /** As information_schema has it: `decimal(10,2) unsigned`. */
  readonly type: string;
  readonly isGenerated: boolean;
  readonly isAutoIncrement: boolean;
  readonly isNullable: boolean;
}

interface Row {
  readonly name: string;
  readonly type: string;
  readonly generated: string;
  readonly extra: string;
  readonly nullable: string;
}

/** The columns of a table or view; none if the account sees no such table. */
export async function readTarget(
  connection: MariadbConnection,
  { database, table }: TableName,
): Promise<TableColumn[]> {
  const rows = await connection.query<Row>(
    `SELECT column_name AS name, column_type AS type, is_generated AS generated, extra, is_nullable AS nullable
       FROM information_schema.columns WHERE table_schema = ? AND table_name = ? ORDER BY ordinal_position`,
    [database, table],
  );
  return rows.map(({ name, type, generated, extra, nullable }) => ({
    name,
    type,
    isGenerated: generated === 'ALWAYS' || /generated/i.test(extra),
    isAutoIncrement: /auto_increment/i.test(extra),
    isNullable: nullable === 'YES',
  }));
}
