import { readFile } from 'node:fs/promises';
import { packageFile } from '../core/package-root.ts';
import { databasesOf, type Databases } from '../infra/config/databases.ts';
import type { Context } from '../infra/context.ts';
import type { MariadbConnection } from '../infra/mariadb/connection.ts';
import { quoteName } from '../infra/mariadb/identifiers.ts';
import { withLease } from '../infra/mariadb/lease/with-lease.ts';
import { readLedger } from './ledger.ts';
import { planSchema, type SchemaPlan } from './plan-schema.ts';
import { readMigrations } from './read-migrations.ts';
import { runSchema } from './run-schema.ts';
import { classifyStatement } from './script/classify-statement.ts';
import { splitScript } from './script/split-script.ts';
import type { Resolutions } from './settle-interrupted.ts';

const LEASE_WAIT_SECONDS = 120;

/** Reads files and ledger, and says what `applySchema` would do. Changes nothing, also on an empty server. */
export async function readSchemaPlan(context: Context): Promise<SchemaPlan> {
  const environment = await context.environment();
  const databases = databasesOf(environment.config.mariadb.database);
  const connector = await context.mariadb('migrator');
  await using connection = await connector.open();
  await readOwnWrites(connection);
  return await planFrom(connection, databases);
}

export interface AppliedSchema {
  readonly plan: SchemaPlan;
  readonly statements: number;
}

/** Makes the databases and the ledger where they are missing, takes the lease, and runs what is pending. */
export async function applySchema(context: Context, resolutions: Resolutions): Promise<AppliedSchema> {
  const environment = await context.environment();
  const databases = databasesOf(environment.config.mariadb.database);
  const connector = await context.mariadb('migrator');
  const lockWaitSeconds = Math.max(1, Math.round(environment.config.limits.lock_wait_timeout));
  const open = async () => {
    const session = await connector.open();
    await session.run(`SET SESSION lock_wait_timeout = ${lockWaitSeconds}`);
    await readOwnWrites(session);
    return session;
  };
  await using connection = await open();
  await bootstrap(connection, databases);
  const request = { name: 'schema', waitSeconds: LEASE_WAIT_SECONDS };
  return await withLease(context, connector, request, async (lease) => {
    const plan = await planFrom(connection, databases);
    const statements = await runSchema(context, { open, lease, databases, resolutions }, plan);
    return { plan, statements };
  });
}

async function planFrom(connection: MariadbConnection, databases: Databases): Promise<SchemaPlan> {
  const files = await readMigrations(packageFile('sql', 'migrations'));
  const ledger = await readLedger(connection, databases.meta);
  return planSchema(files, ledger, `${databases.data} on ${connection.target.name}`);
}

/** On Galera a read waits until the node has applied what the others committed; elsewhere this changes nothing. */
async function readOwnWrites(connection: MariadbConnection): Promise<void> {
  const [wsrep] = await connection.query<{ on: string }>('SELECT @@wsrep_on AS `on`');
  if (Number(wsrep?.on) === 1) await connection.run('SET SESSION wsrep_sync_wait = 1');
}

/**
 * Makes the databases and tables that are missing. No lease exists yet: every statement says IF NOT EXISTS, so that two
 * runs at once do no harm. None is sent without need, because CREATE DATABASE waits for every change of a table that
 * runs in it, and a cluster stops for each of them.
 */
async function bootstrap(connection: MariadbConnection, databases: Databases): Promise<void> {
  const names = Object.values(databases);
  const present = await namesOf(
    connection,
    `SELECT schema_name AS name FROM information_schema.schemata WHERE schema_name IN (${names.map(() => '?').join(', ')})`,
    names,
  );
  for (const database of names.filter((name) => !present.has(name))) {
    // Tables name their collation themselves; the variables of triggers and routines take the database's.
    await connection.run(
      `CREATE DATABASE IF NOT EXISTS ${quoteName(database)} CHARACTER SET utf8mb4 COLLATE utf8mb4_uca1400_ai_ci`,
    );
  }
  await connection.run(`USE ${quoteName(databases.meta)}`);
  const tables = await namesOf(
    connection,
    'SELECT table_name AS name FROM information_schema.tables WHERE table_schema = ?',
    [databases.meta],
  );
  const file = packageFile('sql', 'bootstrap', 'ledger.sql');
  for (const { text } of splitScript(await readFile(file, 'utf8'), file)) {
    const isThere = classifyStatement(text).objects.every(({ name }) => tables.has(name));
    if (!isThere) await connection.run(text);
  }
}

async function namesOf(
  connection: MariadbConnection,
  select: string,
  values: readonly string[],
): Promise<ReadonlySet<string>> {
  const rows = await connection.query<{ name: string }>(select, values);
  return new Set(rows.map(({ name }) => name));
}
