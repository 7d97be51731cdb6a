import type { MariadbConnection } from '../../infra/mariadb/connection.ts';

export interface TableColumn {
  readonly name: string;
  /** As in SHOW COLUMNS: `varchar(64)`. */
  readonly type: string;
  /** Its bytes are not text: they are written in hexadecimal digits. */
  readonly isBinary: boolean;
  /** Computed by the server: never written. */
  readonly isGenerated: boolean;
}

const BINARY = new Set([
  'binary',
  'varbinary',
  'tinyblob',
  'blob',
  'mediumblob',
  'longblob',
  'bit',
  'geometry',
  'vector',
]);

/** The columns of a table in their order; empty if it does not exist. */
export async function readColumns(
  connection: MariadbConnection,
  database: string,
  table: string,
): Promise<TableColumn[]> {
  const rows = await connection.query<{ name: string; type: string; data_type: string; extra: string }>(
    `SELECT column_name AS name, column_type AS type, data_type, extra FROM information_schema.columns
      WHERE table_schema = ? AND table_name = ? ORDER BY ordinal_position`,
    [database, table],
  );
  return rows.map(({ name, type, data_type: dataType, extra }) => ({
    name,
    type,
    isBinary: BINARY.has(dataType),
    isGenerated: /\bGENERATED\b/i.test(extra),
  }));
}

/** The columns that hold data of their own. */
export function storedColumns(columns: readonly TableColumn[]): TableColumn[] {
  return columns.filter(({ isGenerated }) => !isGenerated);
}
