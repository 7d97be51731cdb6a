import { readFile } from 'node:fs/promises';
import { packageFile } from '../core/package-root.ts';
import { pendingSteps } from '../core/plan.ts';
import { refuseChangedPlan } from '../core/refuse-changed-plan.ts';
import { databasesOf, type Databases } from '../infra/config/databases.ts';
import { isSandbox } from '../infra/config/is-sandbox.ts';
import type { LoadedEnvironment } from '../infra/config/load-environment.ts';
import type { Context } from '../infra/context.ts';
import type { MariadbConnection } from '../infra/mariadb/connection.ts';
import type { MariadbConnector } from '../infra/mariadb/connector.ts';
import { quoteName } from '../infra/mariadb/identifiers.ts';
import { withLease } from '../infra/mariadb/lease/with-lease.ts';
import { describeEndpoint } from '../infra/mariadb/endpoint.ts';
import { prepareAudit, trimAuditRights } from './audit/prepare-audit.ts';
import { refuseColumnsInUse } from './column-use/refuse-columns-in-use.ts';
import { earlierServers } from './earlier-server.ts';
import { findLeftovers } from './leftover-partitions.ts';
import { readLedger } from './ledger.ts';
import { migrationsDirectory } from './migrations-directory.ts';
import { joinPlans, planMigrations, type SchemaPlan } from './plan-schema.ts';
import { readMigrations } from './read-migrations.ts';
import { readRepeatablePlan } from './repeatable/read-repeatable-plan.ts';
import { runRepeatables } from './repeatable/run-repeatables.ts';
import type { OpenAdmin } from './open-admin.ts';
import { runSchema } from './run-schema.ts';
import { classifyStatement } from './script/classify-statement.ts';
import { splitScript } from './script/split-script.ts';
import { keepShape } from './shape/keep-shape.ts';
import { checkResolutions, type Resolutions } from './resolutions.ts';

const LEASE_WAIT_SECONDS = 120;

/**
 * Reads files and ledger, and says what `applySchema` would do. Changes nothing, also on an empty server.
 * @param from the directory of the migrations, if it is not aether's own
 */
export async function readSchemaPlan(context: Context, from?: string): Promise<SchemaPlan> {
  const directory = migrationsDirectory(context, from);
  const environment = await context.environment();
  const connector = await context.mariadb('migrator');
  await using connection = await connector.open();
  await readOwnWrites(connection);
  return await planFrom(connection, { environment, directory, openAdmin: adminSessions(context) });
}

export interface ApplyRequest {
  readonly resolutions: Resolutions;
  /** The directory of the migrations, if it is not aether's own. */
  readonly from?: string | undefined;
}

export interface AppliedSchema {
  readonly plan: SchemaPlan;
  readonly statements: number;
}

/**
 * Has the plan confirmed unless the server is a sandbox, makes the databases and the ledger where they are missing, takes
 * the lease, and runs what is pending. Throws PLAN_CHANGED if that is not what was confirmed.
 */
export async function applySchema(
  context: Context,
  { resolutions, from }: ApplyRequest,
): Promise<AppliedSchema> {
  const environment = await context.environment();
  const isOwn = isSandbox(context.stateDir, environment);
  // Before the lease is taken: a question may stand for hours.
  const asked = await readSchemaPlan(context, from);
  checkResolutions(resolutions, asked);
  if (!isOwn && pendingSteps(asked).length > 0) await context.confirm(asked, environment.config.name);
  const databases = databasesOf(environment.config.mariadb.database);
  const connector = await context.mariadb('migrator');
  const open = () => openSession(connector, environment);
  await using connection = await open();
  await bootstrap(connection, databases);
  const request = { name: 'schema', waitSeconds: LEASE_WAIT_SECONDS };
  return await withLease(context, connector, request, async (lease) => {
    const directory = migrationsDirectory(context, from);
    const openAdmin = adminSessions(context);
    const where = { environment, directory, openAdmin };
    const plan = await planFrom(connection, where);
    if (!isOwn && pendingSteps(plan).length > 0) refuseChangedPlan(asked, plan);
    const openEarlierServer = earlierServers(environment.config, connector);
    const tools = { open, openAdmin, lease, databases, resolutions, openEarlierServer };
    const run = await keepShape(context, { connection, databases, plan }, () =>
      runSchema(context, tools, plan.migrations),
    );
    const withAudit = async (work: typeof prepareAudit) => {
      if (environment.config.audit === undefined) return;
      await using admin = await openAdmin(connection.endpoint.name);
      await work(admin, databases);
    };
    await withAudit(prepareAudit);
    // A migration that makes a table again has dropped its triggers; and the first one brings the policy of the audit.
    const now = run === 0 ? plan : await planFrom(connection, where);
    const made = await runRepeatables(context, { connection, openAdmin, lease, databases }, now.repeatables);
    await withAudit(trimAuditRights);
    return { plan: { ...plan, repeatables: now.repeatables }, statements: run + made };
  });
}

async function openSession(
  connector: MariadbConnector,
  { config }: LoadedEnvironment,
): Promise<MariadbConnection> {
  const lockWaitSeconds = Math.max(1, Math.round(config.limits.lock_wait_timeout));
  const session = await connector.open();
  await session.run(`SET SESSION lock_wait_timeout = ${lockWaitSeconds}`);
  await readOwnWrites(session);
  return session;
}

interface Where {
  readonly environment: LoadedEnvironment;
  /** Of the migrations. */
  readonly directory: string;
  readonly openAdmin: OpenAdmin;
}

function adminSessions(context: Context): OpenAdmin {
  return async (host) => (await context.mariadb('admin')).open({ host });
}

async function planFrom(
  connection: MariadbConnection,
  { environment: { config, files: environmentFiles }, directory, openAdmin }: Where,
): Promise<SchemaPlan> {
  const databases = databasesOf(config.mariadb.database);
  const files = await readMigrations(directory);
  const ledger = await readLedger(connection, databases.meta);
  const target = `${databases.data} on ${describeEndpoint(connection.endpoint)}, environment ${config.name} (${environmentFiles.join(', ')})`;
  const first = planMigrations(files, ledger);
  const leftovers = await findLeftovers(connection, databases, first);
  const migrations = leftovers.size === 0 ? first : planMigrations(files, ledger, leftovers);
  await refuseColumnsInUse(migrations, {
    databases,
    openAdmin: () => openAdmin(connection.endpoint.name),
  });
  const users = config.mariadb.accounts;
  const repeatables = await readRepeatablePlan(connection, databases, {
    directory,
    files,
    openAdmin,
    users,
    isAudited: config.audit !== undefined,
  });
  return joinPlans(target, migrations, repeatables);
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
