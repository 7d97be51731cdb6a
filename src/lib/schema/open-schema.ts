import { hostname, userInfo } from 'node:os';
import { readFile } from 'node:fs/promises';
import { packageFile } from '../core/package-root.ts';
import { databasesOf, type Databases } from '../infra/config/databases.ts';
import type { Context } from '../infra/context.ts';
import type { MariadbConnection } from '../infra/mariadb/connection.ts';
import { quoteName, quoteQualified } from '../infra/mariadb/identifiers.ts';
import { acquireLease } from '../infra/mariadb/lease.ts';
import { readLedger } from './ledger.ts';
import { planSchema, type SchemaPlan } from './plan-schema.ts';
import { readMigrations } from './read-migrations.ts';
import { runSchema } from './run-schema.ts';
import { splitScript } from './script/split-script.ts';
import type { Resolutions } from './settle-interrupted.ts';

const LEASE_TTL_SECONDS = 15;
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
  await using connection = await connector.open();
  const lockWaitSeconds = Math.max(1, Math.round(environment.config.limits.lock_wait_timeout));
  await connection.run(`SET SESSION lock_wait_timeout = ${lockWaitSeconds}`);
  await readOwnWrites(connection);
  await bootstrap(connection, databases);
  // The lease beats while a long statement runs, and is given back after Ctrl-C: so it has a session of its own.
  await using leaseConnection = await connector.open({ signal: new AbortController().signal });
  await using lease = await acquireLease(context, leaseConnection, {
    table: quoteQualified(databases.meta, 'lease'),
    name: 'schema',
    holder: `${userInfo().username}@${hostname()} run ${context.runId}`,
    ttlSeconds: LEASE_TTL_SECONDS,
    waitSeconds: LEASE_WAIT_SECONDS,
  });
  const plan = await planFrom(connection, databases);
  const statements = await runSchema(context, { connection, lease, databases, resolutions }, plan);
  return { plan, statements };
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

/** Every statement of the bootstrap says IF NOT EXISTS: two runs at once do no harm, and no lease exists yet. */
async function bootstrap(connection: MariadbConnection, databases: Databases): Promise<void> {
  for (const database of Object.values(databases)) {
    // Tables name their collation themselves; the variables of triggers and routines take the database's.
    await connection.run(
      `CREATE DATABASE IF NOT EXISTS ${quoteName(database)} CHARACTER SET utf8mb4 COLLATE utf8mb4_uca1400_ai_ci`,
    );
  }
  await connection.run(`USE ${quoteName(databases.meta)}`);
  const file = packageFile('sql', 'bootstrap', 'ledger.sql');
  for (const { text } of splitScript(await readFile(file, 'utf8'), file)) await connection.run(text);
}
