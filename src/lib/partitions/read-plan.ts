import { AetherError } from '../core/errors.ts';
import { databasesOf } from '../infra/config/databases.ts';
import { hostsWith } from '../infra/config/hosts-with.ts';
import type { Context } from '../infra/context.ts';
import type { MariadbConnection } from '../infra/mariadb/connection.ts';
import { describeEndpoint } from '../infra/mariadb/endpoint.ts';
import { readOpenTransactions } from '../infra/mariadb/open-transactions.ts';
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
  const members = hostsWith(config, ['galera']);
  const facts: PartitionFacts = {
    month: await readMonth(connection),
    tables: await readTables(connection, databases),
    ...(members.length === 0
      ? {}
      : { openTransactions: await Promise.all(members.map((host) => countOpen(context, host))) }),
  };
  return planPartitions(`partitions of ${databases.data} on ${describeEndpoint(connection.endpoint)}`, facts);
}

async function countOpen(context: Context, host: string): Promise<{ host: string; count: number | null }> {
  try {
    await using member = await (await context.mariadb('migrator')).open({ host });
    return { host, count: (await readOpenTransactions(member)).length };
  } catch (thrown) {
    if (!(thrown instanceof AetherError) || thrown.code === 'INTERRUPTED') throw thrown;
    return { host, count: null };
  }
}
