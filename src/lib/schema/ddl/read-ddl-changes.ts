import { databasesOf } from '../../infra/config/databases.ts';
import type { Context } from '../../infra/context.ts';
import type { MariadbConnection } from '../../infra/mariadb/connection.ts';
import { readWsrep } from '../../infra/mariadb/galera/wsrep-facts.ts';
import { showPairs } from '../../infra/mariadb/show-pairs.ts';
import type { SchemaPlan } from '../plan-schema.ts';
import { type AskedLocking, askedLocking } from './asked-locking.ts';
import { type Holder, readHolders } from './read-holders.ts';

/** A pending statement that changes a table that exists. */
export interface DdlChange {
  readonly version: string;
  /** `sql/migrations/0048_more.sql:5` */
  readonly place: string;
  /** `aethermart.orders` */
  readonly table: string;
  readonly algorithm: string;
  readonly lock: string;
  /** By the server's statistics. */
  readonly about_rows: number;
  readonly about_bytes: number;
  /** How many of the rows the server copies at most: 0 if the statement asks for a way that copies none. */
  readonly copies_at_most: number;
  readonly holders: readonly Holder[];
}

export interface DdlChanges {
  readonly changes: readonly DdlChange[];
  /** Whether `holders` are those of the table, or all that have a transaction open. */
  readonly holders_known: 'tables' | 'transactions';
  /** What ALGORITHM=DEFAULT means in the session, on servers that have alter_algorithm. */
  readonly alter_algorithm: string | null;
  /** How the cluster runs DDL; null if the server is not in one. */
  readonly galera: { readonly members: number; readonly method: string } | null;
}

/** The ways that copy no row, and build no index. */
const COPIES_NOTHING = new Set(['INSTANT', 'NOCOPY']);

/** Looks up what the pending ALTER TABLE, CREATE INDEX and DROP INDEX meet on the server; undefined if there are none. */
export async function readDdlChanges(context: Context, plan: SchemaPlan): Promise<DdlChanges | undefined> {
  const { config } = await context.environment();
  const databases = databasesOf(config.mariadb.database);
  const asked = plan.migrations.flatMap(({ migration, pending }) =>
    pending.flatMap(({ statement: { text, location } }) => {
      const locking = askedLocking(text);
      const place = `${location.file}:${location.line}`;
      const current = databases[migration.database];
      return locking === undefined ? [] : [{ version: migration.version, place, current, locking }];
    }),
  );
  if (asked.length === 0) return undefined;
  const connector = await context.mariadb('migrator');
  await using connection = await connector.open();
  const holders = await readHolders(connection);
  const changes: DdlChange[] = [];
  for (const { version, place, current, locking } of asked) {
    const { schema = current, name } = locking.table;
    const size = await sizeOf(connection, schema, name);
    // It is made by an earlier statement of the plan, without rows.
    if (size === undefined) continue;
    changes.push({
      version,
      place,
      table: `${schema}.${name}`,
      algorithm: locking.algorithm,
      lock: locking.lock,
      ...size,
      copies_at_most: copied(locking, size.about_rows),
      holders: holders.of(schema, name),
    });
  }
  if (changes.length === 0) return undefined;
  return { changes, holders_known: holders.known, ...(await readServer(connection)) };
}

function copied({ algorithm, isIndex }: AskedLocking, rows: number): number {
  return COPIES_NOTHING.has(algorithm) || (isIndex && algorithm !== 'COPY') ? 0 : rows;
}

async function sizeOf(
  connection: MariadbConnection,
  schema: string,
  table: string,
): Promise<Pick<DdlChange, 'about_rows' | 'about_bytes'> | undefined> {
  const [row] = await connection.query<{ count: number; bytes: number }>(
    `SELECT CAST(table_rows AS DOUBLE) AS count, CAST(data_length + index_length AS DOUBLE) AS bytes
       FROM information_schema.tables WHERE table_schema = ? AND table_name = ?`,
    [schema, table],
  );
  return row === undefined ? undefined : { about_rows: row.count, about_bytes: row.bytes };
}

async function readServer(
  connection: MariadbConnection,
): Promise<Pick<DdlChanges, 'alter_algorithm' | 'galera'>> {
  const variables = await showPairs(
    connection,
    "SHOW VARIABLES WHERE Variable_name IN ('alter_algorithm', 'wsrep_OSU_method')",
  );
  const wsrep = await readWsrep(connection);
  return {
    alter_algorithm: variables['alter_algorithm'] ?? null,
    galera:
      wsrep === null ? null : { members: wsrep.clusterSize, method: variables['wsrep_OSU_method'] ?? 'TOI' },
  };
}
