import type { StepEnd } from '../core/run-step.ts';
import { databasesOf } from '../infra/config/databases.ts';
import type { Context } from '../infra/context.ts';
import type { MariadbConnection } from '../infra/mariadb/connection.ts';
import { newMonthsStatement } from './alter-partitions.ts';
import { partitionName } from './month.ts';
import { recordEvent } from './partition-events.ts';
import type { PartitionPlan, PartitionStep } from './plan-partitions.ts';
import { readPartitionPlan } from './read-plan.ts';
import { runDdl } from './run-ddl.ts';
import { runPartitionPlan } from './run-partition-plan.ts';

/**
 * Makes what the plan says, one table after the other. Every ALTER is atomic and the plan comes from what is there, so a
 * run that was killed is finished by the next one. Throws PLAN_CHANGED, TABLE_IN_USE, CONFIRMATION_REQUIRED.
 */
export async function applyPartitions(context: Context): Promise<PartitionPlan> {
  return runPartitionPlan(context, {
    read: async (connection) => ({ plan: await readPartitionPlan(context, connection) }),
    agreedTo: ({ task }) => (task?.months ?? []).join(),
    perform: (connection, step) => makeMonths(context, connection, step),
  });
}

async function makeMonths(
  context: Context,
  connection: MariadbConnection,
  { task, summary }: PartitionStep,
): Promise<StepEnd> {
  if (task === null) return {};
  const { config } = await context.environment();
  const { data, meta } = databasesOf(config.mariadb.database);
  const { table, months, action, rows, from } = task;
  const partition = from ?? partitionName(months.at(-1) ?? '');
  const log = { connection, meta, runId: context.runId };
  await recordEvent(log, { table, partition, action, rows }, () =>
    runDdl(context, connection, newMonthsStatement(data, task), table),
  );
  return { detail: summary };
}
