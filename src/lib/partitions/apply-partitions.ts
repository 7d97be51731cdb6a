import { pendingSteps, type Plan } from '../core/plan.ts';
import { refuseChangedPlan } from '../core/refuse-changed-plan.ts';
import { runStep } from '../core/run-step.ts';
import { throwIfAborted, toAetherError } from '../core/errors.ts';
import { databasesOf, type Databases } from '../infra/config/databases.ts';
import { isSandbox } from '../infra/config/is-sandbox.ts';
import type { Context } from '../infra/context.ts';
import type { MariadbConnection } from '../infra/mariadb/connection.ts';
import type { Lease } from '../infra/mariadb/lease/lease.ts';
import { withLease } from '../infra/mariadb/lease/with-lease.ts';
import { newMonthsStatement } from './alter-partitions.ts';
import { partitionName } from './month.ts';
import { partitionEvents } from './partition-events.ts';
import type { NewMonths, PartitionPlan } from './plan-partitions.ts';
import { readPartitionPlan } from './read-plan.ts';
import { runDdl } from './run-ddl.ts';

/** DDL of one run at a time: the same lease as that of migrations. */
const LEASE = { name: 'schema', waitSeconds: 120 };

/**
 * Makes what the plan says, one table after the other. Every ALTER is atomic and the plan comes from what is there, so a
 * run that was killed is finished by the next one. Throws PLAN_CHANGED, TABLE_IN_USE, CONFIRMATION_REQUIRED.
 */
export async function applyPartitions(context: Context): Promise<PartitionPlan> {
  const environment = await context.environment();
  const databases = databasesOf(environment.config.mariadb.database);
  const connector = await context.mariadb('migrator');
  await using connection = await connector.open();
  const asked = await readPartitionPlan(context, connection);
  if (pendingSteps(asked).length === 0) return asked;
  const isQuiet =
    isSandbox(context.stateDir, environment) && !asked.steps.some(({ destructive }) => destructive === true);
  if (!isQuiet) await context.confirm(asked, environment.config.name);
  await withLease(context, connector, LEASE, async (lease) => {
    const plan = await readPartitionPlan(context, connection);
    refuseChangedPlan(withoutCounts(asked), withoutCounts(plan));
    await runSteps(context, { connection, lease, databases }, plan);
  });
  return asked;
}

interface Tools {
  readonly connection: MariadbConnection;
  readonly lease: Lease;
  readonly databases: Databases;
}

async function runSteps(context: Context, tools: Tools, plan: PartitionPlan): Promise<void> {
  for (const { id, subject, summary, change } of pendingSteps(plan)) {
    if (change === null) continue;
    throwIfAborted(context.signal);
    await tools.lease.fence();
    await runStep(context, { id, title: subject }, async () => {
      await makeMonths(context, tools, change);
      return { detail: summary };
    });
  }
}

async function makeMonths(
  context: Context,
  { connection, databases }: Tools,
  change: NewMonths,
): Promise<void> {
  const events = partitionEvents(connection, databases.meta, context.runId);
  const { table, months, action, rows, from } = change;
  const partition = from ?? partitionName(months.at(-1) ?? '');
  const key = await events.started({ table, partition, action, rows });
  try {
    await runDdl(context, connection, newMonthsStatement(databases.data, change), table);
  } catch (thrown) {
    const isKnown = toAetherError(thrown).code !== 'MARIADB_CONNECTION_LOST';
    if (isKnown) await events.ended(key, 'failed').catch(() => undefined);
    throw thrown;
  }
  await events.ended(key, 'done');
}

/** What a reader has agreed to: rows come and go meanwhile, what is made must be the same. */
function withoutCounts({ title, steps }: PartitionPlan): Plan {
  return {
    title,
    steps: steps.map(({ id, action, subject, change, destructive }) => ({
      id,
      action,
      subject,
      summary: (change?.months ?? []).join(),
      ...(destructive === undefined ? {} : { destructive }),
    })),
  };
}
