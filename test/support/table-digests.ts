import { createHash } from 'node:crypto';
import type { Pool, RowDataPacket } from 'mysql2/promise';

/** What a table holds, in a form that two databases can be compared by. */
export interface TableDigest {
  readonly rows: number;
  readonly sha256: string;
}

interface Column {
  readonly table_name: string;
  readonly column_name: string;
  readonly extra: string;
  /** The column that a foreign key of this one alone refers to. */
  readonly refers_to: string | null;
}

type Row = Record<string, string | number | Buffer | null>;

/** Times that the server took from its clock. */
const CLOCK_COLUMNS = new Set(['created_at', 'recorded_at']);

/**
 * A digest of every table of a database that has rows. Numbers that the server gave out count as what the row behind
 * them says, because two ways to the same rows may leave different gaps; times of the server's clock do not count.
 */
export async function digestTables(admin: Pool, database: string): Promise<Record<string, TableDigest>> {
  const columns = await readColumns(admin, database);
  const owners = surrogateOwners(columns);
  const tables = new Map<string, Row[]>();
  for (const name of new Set(columns.map((column) => column.table_name))) {
    const [rows] = await admin.query<RowDataPacket[]>(`SELECT * FROM \`${database}\`.\`${name}\``);
    tables.set(name, rows);
  }
  const digestRow = rowDigester(tables, { owners, surrogateOf: surrogateReader(columns, owners) });
  const digests: Record<string, TableDigest> = {};
  for (const [name, rows] of tables) {
    if (rows.length === 0) continue;
    const hash = createHash('sha256');
    for (const digest of rows.map((row) => digestRow(name, row)).toSorted()) hash.update(digest);
    digests[name] = { rows: rows.length, sha256: hash.digest('hex') };
  }
  return digests;
}

async function readColumns(admin: Pool, database: string): Promise<Column[]> {
  const [rows] = await admin.query<RowDataPacket[]>(
    `SELECT c.table_name AS table_name, c.column_name AS column_name, c.extra AS extra,
            (SELECT MIN(k.referenced_column_name) FROM information_schema.key_column_usage AS k
              WHERE k.table_schema = c.table_schema AND k.table_name = c.table_name
                AND k.column_name = c.column_name) AS refers_to
       FROM information_schema.columns AS c
       JOIN information_schema.tables AS t ON t.table_schema = c.table_schema AND t.table_name = c.table_name
      WHERE c.table_schema = ? AND t.table_type = 'BASE TABLE' ORDER BY c.table_name, c.ordinal_position`,
    [database],
  );
  return rows as unknown as Column[];
}

/** The table that gives out the numbers of a column: `order_id` comes from the table that counts it up. */
function surrogateOwners(columns: readonly Column[]): ReadonlyMap<string, string> {
  const counted = columns.filter((column) => column.extra.includes('auto_increment'));
  return new Map(counted.map((column) => [column.column_name, column.table_name]));
}

/**
 * Names the number that the server gave out for which a column stands: by its foreign key (`ancestor_id` is a `category_id`),
 * else by its name, because a partitioned table has no foreign keys.
 */
function surrogateReader(columns: readonly Column[], owners: ReadonlyMap<string, string>) {
  const surrogates = [...owners.keys()].toSorted((left, right) => right.length - left.length);
  const referred = new Map(
    columns.map((column) => [`${column.table_name}.${column.column_name}`, column.refers_to]),
  );
  return (table: string, column: string): string | undefined => {
    const refersTo = referred.get(`${table}.${column}`);
    if (refersTo != null && owners.has(refersTo)) return refersTo;
    return surrogates.find((name) => column === name || column.endsWith(`_${name}`));
  };
}

interface Numbers {
  readonly owners: ReadonlyMap<string, string>;
  readonly surrogateOf: (table: string, column: string) => string | undefined;
}

function rowDigester(tables: ReadonlyMap<string, Row[]>, { owners, surrogateOf }: Numbers) {
  const known = new Map<string, string>();
  const byNumber = new Map(
    [...owners].map(([column, table]) => [
      column,
      new Map((tables.get(table) ?? []).map((row) => [String(row[column]), row])),
    ]),
  );

  const reference = (surrogate: string, number: string): string => {
    const key = `${surrogate} ${number}`;
    const seen = known.get(key);
    if (seen !== undefined) return seen;
    const row = byNumber.get(surrogate)?.get(number);
    const digest = row === undefined ? `none ${number}` : digestRow(owners.get(surrogate)!, row);
    known.set(key, digest);
    return digest;
  };
  const digestRow = (table: string, row: Row): string => {
    const cells = Object.entries(row).flatMap(([column, value]) => {
      if (CLOCK_COLUMNS.has(column) || owners.get(column) === table) return [];
      const surrogate = surrogateOf(table, column);
      if (surrogate === undefined || value === null) return [[column, cell(value)]];
      return [[column, reference(surrogate, String(value))]];
    });
    return createHash('sha256').update(JSON.stringify(cells)).digest('hex');
  };
  return digestRow;
}

function cell(value: Row[string] | undefined): unknown {
  return Buffer.isBuffer(value) ? value.toString('hex') : value;
}
