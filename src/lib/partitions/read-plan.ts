import { databasesOf } from '../infra/config/databases.ts';
import type { Context } from '../infra/context.ts';
import type { MariadbConnection } from '../infra/mariadb/connection.ts';
import { describeEndpoint } from '../infra/mariadb/endpoint.ts';
import { readOpenOnMembers } from './cluster-stall.ts';
import { planPartitions, type PartitionPlan } from './plan-partitions.ts';
import type { PartitionFacts } from './partitioned-table.ts';
import { requireSchema } from './require-schema.ts';
import { readMonth, readTables } from './read-tables.ts';

/** Says what `applyPartitions` would do; changes nothing. Throws SCHEMA_MISSING. */
export async function planPartitionChanges(context: Context): Promise<PartitionPlan> {
  const connector = await context.mariadb('migrator');
  await using connection = await connector.open();
  return await readPartitionPlan(context, connection);
}

/** Looks at every table with a policy and says what `applyPartitions` would do; changes nothing. */
export async function readPartitionPlan(
  context: Context,
  connection: MariadbConnection,
): Promise<PartitionPlan> {
  const { config } = await context.environment();
  const databases = databasesOf(config.mariadb.database);
  await requireSchema(connection, databases);
  const openTransactions = await readOpenOnMembers(context);
  const facts: PartitionFacts = {
    month: await readMonth(connection),
    tables: await readTables(connection, databases),
    ...(openTransactions === undefined ? {} : { openTransactions }),
  };
  return planPartitions(`partitions of ${databases.data} on ${describeEndpoint(connection.endpoint)}`, facts);
}
