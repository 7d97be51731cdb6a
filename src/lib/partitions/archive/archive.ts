import { AetherError } from '../../core/errors.ts';
import type { StepEnd } from '../../core/run-step.ts';
import { formatBytes, formatNumberOf } from '../../core/units.ts';
import { databasesOf } from '../../infra/config/databases.ts';
import type { LoadedEnvironment } from '../../infra/config/load-environment.ts';
import type { Context } from '../../infra/context.ts';
import type { MariadbConnection } from '../../infra/mariadb/connection.ts';
import { describeEndpoint } from '../../infra/mariadb/endpoint.ts';
import { quoteQualified } from '../../infra/mariadb/identifiers.ts';
import { readOpenOnMembers, stallText } from '../cluster-stall.ts';
import { recordEvent, type PartitionAction } from '../partition-events.ts';
import { readMonth, readTables } from '../read-tables.ts';
import { requireSchema } from '../require-schema.ts';
import { runPartitionPlan } from '../run-partition-plan.ts';
import { archiveLedger } from './archive-ledger.ts';
import { detachedName } from './archive-unit.ts';
import { awaitOlderTransactions } from './await-older.ts';
import { detach } from './exchange.ts';
import { exportPartition, exportTools, type ExportTools } from './export-partition.ts';
import { readOpenOrders, setMarks } from './order-marks.ts';
import { planArchive, type ArchivePlan, type ArchiveTask } from './plan-archive.ts';
import { requireContent } from './read-archive.ts';
import { readUnits } from './read-units.ts';

export interface ArchiveRequest {
  readonly group?: string | undefined;
  readonly partition?: string | undefined;
  readonly keepDays: number;
  readonly drops: boolean;
}

/** Says what `archivePartitions` would do; changes nothing. */
export async function planArchived(context: Context, request: ArchiveRequest): Promise<ArchivePlan> {
  await using connection = await (await context.mariadb('migrator')).open();
  return await readPlan(context, connection, request);
}

/**
 * Moves the months whose time has come into the archive database, writes each into a file that is read back, and drops, if
 * that is asked for, what has been in its file for long enough. Each step is noted with its effect, so that a run that was
 * killed is finished by the next one. Throws ARCHIVE_REFUSED, TABLE_IN_USE, PLAN_CHANGED.
 */
export async function archivePartitions(context: Context, request: ArchiveRequest): Promise<ArchivePlan> {
  return runPartitionPlan(context, {
    read: async (connection) => ({ plan: await readPlan(context, connection, request) }),
    perform: async (connection, { task }) =>
      task === null ? {} : perform(context, await exportTools(context, connection), task),
  });
}

async function readPlan(
  context: Context,
  connection: MariadbConnection,
  request: ArchiveRequest,
): Promise<ArchivePlan> {
  const environment = await context.environment();
  const databases = databasesOf(environment.config.mariadb.database);
  await requireSchema(connection, databases);
  const entries = await archiveLedger(connection, databases.meta, context.runId).read();
  const sources = { databases, tables: await readTables(connection, databases), entries };
  const units = await readUnits(connection, sources, { ...request, month: await readMonth(connection) });
  return planArchive(units, {
    title: `archive of ${databases.data} on ${describeEndpoint(connection.endpoint)}`,
    directory: archiveDirectory(environment),
    database: databases.data,
    archiveDatabase: databases.archive,
    keepDays: request.keepDays,
    drops: request.drops,
    stall: stallText(await readOpenOnMembers(context)),
  });
}

/** Throws ENVIRONMENT_INVALID without one: no place is good enough by default. */
function archiveDirectory({ config, resolvePath }: LoadedEnvironment): string {
  const directory = config.partitions?.archive_dir;
  if (directory !== undefined) return resolvePath(directory);
  throw new AetherError('ENVIRONMENT_INVALID', 'partitions.archive_dir is not in the environment file', {
    hint: 'name a directory with backups of its own, away from the database hosts',
  });
}

const ACTIONS: Readonly<Record<ArchiveTask['do'], PartitionAction>> = {
  mark: 'mark',
  unmark: 'unmark',
  detach: 'exchange',
  export: 'export',
  drop: 'drop',
};

async function perform(context: Context, tools: ExportTools, task: ArchiveTask): Promise<StepEnd> {
  const { connection, databases } = tools;
  const { partition, marks } = task.unit;
  const [table, rows] = 'table' in task ? [task.table.table, task.table.rows] : ['orders', marks?.open ?? 0];
  const log = { connection, meta: databases.meta, runId: context.runId };
  const detail = await recordEvent(log, { table, partition, action: ACTIONS[task.do], rows }, () =>
    performTask(context, tools, task),
  );
  return { detail };
}

async function performTask(context: Context, tools: ExportTools, task: ArchiveTask): Promise<string> {
  const { connection, databases } = tools;
  const { unit } = task;
  if (task.do === 'mark') return await markOrders(context, tools, task);
  if (task.do === 'unmark')
    return formatNumberOf(await setMarks(connection, databases, unit.span, false), 'order number');
  if (task.do === 'detach') return formatNumberOf(await detach(context, tools, unit, task.table), 'row');
  const { table, entry } = task.table;
  const detachedTable = detachedName(table, unit.partition);
  if (task.do === 'export') {
    const { rows, bytes } = await exportPartition(context, tools, unit, {
      table,
      detachedTable,
      file: task.file,
    });
    return `${formatNumberOf(rows, 'row')}, ${formatBytes(bytes)}`;
  }
  await requireContent(entry?.file ?? '', entry?.fileSha256 ?? null);
  await connection.run(`DROP TABLE IF EXISTS ${quoteQualified(databases.archive, detachedTable)}`);
  await tools.ledger.change({ table, partition: unit.partition }, 'dropped');
  return `${entry?.file ?? ''} remains`;
}

/** What changes after the look and before the marks is seen afterwards: then the marks go again. */
async function markOrders(
  context: Context,
  { connection, databases }: ExportTools,
  { unit }: ArchiveTask,
): Promise<string> {
  const marked = await setMarks(connection, databases, unit.span, true);
  try {
    await awaitOlderTransactions(context);
    const open = await readOpenOrders(connection, databases, unit.span);
    if (open.length > 0)
      throw new AetherError('ARCHIVE_REFUSED', `orders ${unit.partition} stays: ${open.join(', ')}`, {
        hint: 'run the same command again: the plan now names them',
      });
  } catch (thrown) {
    await setMarks(connection, databases, unit.span, false);
    throw thrown;
  }
  return formatNumberOf(marked, 'order number');
}
