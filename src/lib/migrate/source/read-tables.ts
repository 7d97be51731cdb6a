import type { Databases } from '../../infra/config/databases.ts';
import type { MariadbConnection } from '../../infra/mariadb/connection.ts';
import { quoteQualified } from '../../infra/mariadb/identifiers.ts';
import type { ColumnFacts, IndexFacts, TableFacts } from '../types/column-facts.ts';

interface ColumnRow {
  readonly table_name: string;
  readonly name: string;
  readonly data_type: string;
  readonly column_type: string;
  readonly nullable: string;
  readonly collation: string | null;
  readonly num_precision: string | number | null;
  readonly time_precision: string | number | null;
}

interface IndexRow {
  readonly table_name: string;
  readonly name: string;
  readonly non_unique: string | number;
  readonly column_name: string;
}

/** What the server says about the tables of the names that it has; reads information_schema alone. */
export async function readTables(
  session: MariadbConnection,
  databases: Databases,
  names: readonly string[],
): Promise<Map<string, TableFacts>> {
  const where = 'TABLE_SCHEMA = ? AND TABLE_NAME IN (?)';
  const values = [databases.data, names as unknown as string];
  const tables = await session.query<{ name: string; row_count: number; engine: string | null }>(
    `SELECT TABLE_NAME AS name, CAST(COALESCE(TABLE_ROWS, 0) AS DOUBLE) AS row_count, ENGINE AS engine
     FROM information_schema.TABLES WHERE ${where}`,
    values,
  );
  const columns = await session.query<ColumnRow>(
    `SELECT TABLE_NAME AS table_name, COLUMN_NAME AS name, DATA_TYPE AS data_type, COLUMN_TYPE AS column_type,
       IS_NULLABLE AS nullable, COLLATION_NAME AS collation, NUMERIC_PRECISION AS num_precision,
       DATETIME_PRECISION AS time_precision
     FROM information_schema.COLUMNS WHERE ${where} ORDER BY TABLE_NAME, ORDINAL_POSITION`,
    values,
  );
  const indexes = await session.query<IndexRow>(
    `SELECT TABLE_NAME AS table_name, INDEX_NAME AS name, NON_UNIQUE AS non_unique, COLUMN_NAME AS column_name
     FROM information_schema.STATISTICS WHERE ${where} AND SUB_PART IS NULL AND INDEX_TYPE = 'BTREE'
     ORDER BY TABLE_NAME, INDEX_NAME, SEQ_IN_INDEX`,
    values,
  );
  const tags = await readTags(session, databases);
  return new Map(
    tables.map(({ name, row_count, engine }) => {
      const own = columns.filter((row) => row.table_name === name).map(toColumn);
      const facts: TableFacts = {
        name,
        columns: own,
        indexes: toIndexes(indexes.filter((row) => row.table_name === name)),
        personal: tags === undefined ? couldBePersonal(own) : (tags.get(name) ?? new Set()),
        rows: row_count,
        engine: engine ?? 'a view',
      };
      return [name, facts] as const;
    }),
  );
}

function toColumn(row: ColumnRow): ColumnFacts {
  const number = (value: string | number | null) => (value === null ? null : Number(value));
  return {
    name: row.name,
    dataType: row.data_type,
    columnType: row.column_type,
    isNullable: row.nullable === 'YES',
    collation: row.collation,
    precision: number(row.num_precision),
    timePrecision: number(row.time_precision),
  };
}

function toIndexes(rows: readonly IndexRow[]): IndexFacts[] {
  return [...new Set(rows.map(({ name }) => name))].map((name) => {
    const own = rows.filter((row) => row.name === name);
    return {
      name,
      isUnique: own.every((row) => Number(row.non_unique) === 0),
      columns: own.map((row) => row.column_name),
    };
  });
}

/** The tags of the schema that aether applies; undefined for a schema without them. */
async function readTags(
  session: MariadbConnection,
  { meta }: Databases,
): Promise<Map<string, Set<string>> | undefined> {
  const [found] = await session.query(
    "SELECT 1 FROM information_schema.TABLES WHERE TABLE_SCHEMA = ? AND TABLE_NAME = 'pii_column'",
    [meta],
  );
  if (found === undefined) return undefined;
  const rows = await session.query<{ table_name: string; column_name: string }>(
    `SELECT table_name, column_name FROM ${quoteQualified(meta, 'pii_column')} WHERE database_role = 'data'`,
  );
  const tags = new Map<string, Set<string>>();
  for (const { table_name: table, column_name: column } of rows) {
    tags.set(table, (tags.get(table) ?? new Set()).add(column));
  }
  return tags;
}

/** Without tags nobody has looked: texts, JSON, days and network addresses may be about a person. */
function couldBePersonal(columns: readonly ColumnFacts[]): Set<string> {
  const types = /^(?:(?:var)?char|(?:tiny|medium|long)?text|date|inet[46])$/;
  return new Set(columns.filter(({ dataType }) => types.test(dataType)).map(({ name }) => name));
}
