import { databasesOf, type Databases } from '../../infra/config/databases.ts';
import type { Context } from '../../infra/context.ts';
import type { MariadbConnection } from '../../infra/mariadb/connection.ts';
import { quoteName, quoteQualified } from '../../infra/mariadb/identifiers.ts';
import { readIndexUsage, type ServerUsage } from './read-index-usage.ts';

/** An index that keeps no rule: neither unique nor needed by a foreign key. */
export interface IndexState {
  /** With the role of its database before it: `data.price.ix_price_channel`. */
  readonly index: string;
  readonly columns: string;
  /** `unknown`: no server has read it, and one of them does not know. */
  readonly usage: 'used' | 'unused' | 'unknown';
  /** Reads of all servers that know. */
  readonly reads: number;
  /** Another index that begins with the same columns. */
  readonly duplicate_of: string | null;
  readonly drop: string;
}

export interface IndexReport {
  readonly servers: readonly Omit<ServerUsage, 'reads'>[];
  readonly indexes: readonly IndexState[];
}

interface IndexRow {
  readonly db: string;
  readonly tbl: string;
  readonly ix: string;
  readonly columns: string;
  readonly duplicateOf: string | null;
}

/** Those of a foreign key begin with its columns; a longer index, or a unique one, can do what a duplicate does. */
const SELECT = `
  WITH indexes AS (
    SELECT table_schema, table_name, index_name, non_unique, index_type,
           GROUP_CONCAT(CONCAT(column_name, IF(sub_part IS NULL, '', CONCAT('(', sub_part, ')')), IF(collation = 'D', ' DESC', ''))
             ORDER BY seq_in_index SEPARATOR ', ') AS columns
      FROM information_schema.statistics WHERE table_schema IN (?, ?, ?, ?)
     GROUP BY table_schema, table_name, index_name, non_unique, index_type),
  keys_of_tables AS (
    SELECT constraint_schema, table_name, constraint_name,
           GROUP_CONCAT(column_name ORDER BY ordinal_position SEPARATOR ', ') AS columns
      FROM information_schema.key_column_usage
     WHERE constraint_schema IN (?, ?, ?, ?) AND referenced_table_name IS NOT NULL
     GROUP BY constraint_schema, table_name, constraint_name)
  SELECT i.table_schema AS db, i.table_name AS tbl, i.index_name AS ix, i.columns,
         (SELECT MIN(o.index_name) FROM indexes AS o
           WHERE o.table_schema = i.table_schema AND o.table_name = i.table_name AND o.index_name <> i.index_name
             AND o.index_type = i.index_type AND i.index_type = 'BTREE'
             AND (LEFT(o.columns, CHAR_LENGTH(i.columns) + 2) = CONCAT(i.columns, ', ')
                  OR (o.columns = i.columns AND (o.non_unique = 0 OR o.index_name < i.index_name)))) AS duplicateOf
    FROM indexes AS i
   WHERE i.non_unique = 1
     AND NOT EXISTS (
       SELECT 1 FROM keys_of_tables AS k
        WHERE k.constraint_schema = i.table_schema AND k.table_name = i.table_name
          AND (i.columns = k.columns OR LEFT(i.columns, CHAR_LENGTH(k.columns) + 2) = CONCAT(k.columns, ', ')))
   ORDER BY db, tbl, ix`;

/** Which indexes nobody reads or another one can replace, by what all servers have counted since their start. */
export async function readIndexes(context: Context): Promise<IndexReport> {
  const { config } = await context.environment();
  const databases = databasesOf(config.mariadb.database);
  const connector = await context.mariadb('admin');
  await using session = await connector.open();
  const servers = await readIndexUsage(context, session, databases);
  const rows = await readRows(session, databases);
  const roleOf = new Map(Object.entries(databases).map(([role, name]) => [name, role]));
  return {
    servers: servers.map(({ reads: _reads, ...server }) => server),
    indexes: rows.map((row) => ({
      index: `${roleOf.get(row.db) ?? row.db}.${row.tbl}.${row.ix}`,
      columns: row.columns,
      ...judgeUsage(servers, `${row.db}.${row.tbl}.${row.ix}`),
      duplicate_of: row.duplicateOf,
      drop: `ALTER TABLE ${quoteQualified(row.db, row.tbl)} DROP INDEX ${quoteName(row.ix)}`,
    })),
  };
}

function readRows(session: MariadbConnection, databases: Databases): Promise<IndexRow[]> {
  const names = Object.values(databases);
  return session.query<IndexRow>(SELECT, [...names, ...names]);
}

/** One read anywhere makes it used; it is unused only if every server has counted and none has read it. */
export function judgeUsage(
  servers: readonly Pick<ServerUsage, 'source' | 'reads'>[],
  index: string,
): Pick<IndexState, 'usage' | 'reads'> {
  const reads = servers.reduce((sum, server) => sum + (server.reads.get(index) ?? 0), 0);
  if (reads > 0) return { usage: 'used', reads };
  return { usage: servers.some(({ source }) => source === null) ? 'unknown' : 'unused', reads };
}
