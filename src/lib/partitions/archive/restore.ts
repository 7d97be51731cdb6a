import { AetherError } from '../../core/errors.ts';
import { databasesOf } from '../../infra/config/databases.ts';
import type { Context } from '../../infra/context.ts';
import type { MariadbConnection } from '../../infra/mariadb/connection.ts';
import { describeEndpoint } from '../../infra/mariadb/endpoint.ts';
import { readOpenOnMembers, stallText } from '../cluster-stall.ts';
import { recordEvent } from '../partition-events.ts';
import { readMonth, readTables } from '../read-tables.ts';
import { requireSchema } from '../require-schema.ts';
import { runPartitionPlan } from '../run-partition-plan.ts';
import { archiveLedger } from './archive-ledger.ts';
import type { ArchiveUnit, ColumnMatch } from './archive-unit.ts';
import { attach, loadDetached } from './attach.ts';
import { exportTools, type ExportTools } from './export-partition.ts';
import { readManifest } from './manifest.ts';
import { matchColumns } from './match-columns.ts';
import { setMarks } from './order-marks.ts';
import { planRestore, type RestorePlan, type RestoreTask } from './plan-restore.ts';
import { readUnits } from './read-units.ts';
import { readColumns, type TableColumn } from './table-columns.ts';

export interface RestoreRequest {
  readonly group: string;
  readonly partition: string;
}

interface Restore {
  readonly unit: ArchiveUnit;
  readonly plan: RestorePlan;
}

/** Says what `restorePartition` would do; changes nothing. */
export async function planRestored(context: Context, request: RestoreRequest): Promise<RestorePlan> {
  await using connection = await (await context.mariadb('migrator')).open();
  return (await readRestore(context, connection, request)).plan;
}

/**
 * Brings an archived month back into its tables, from the archive database or from its files. A run that was killed is
 * finished by the next one. Throws ARCHIVE_REFUSED, TABLE_IN_USE, PLAN_CHANGED.
 */
export async function restorePartition(context: Context, request: RestoreRequest): Promise<RestorePlan> {
  return runPartitionPlan(context, {
    read: (connection) => readRestore(context, connection, request),
    perform: async (connection, { task, summary }, { unit }) => {
      if (task === null) return {};
      await perform(context, await exportTools(context, connection), { unit, task });
      return { detail: summary };
    },
  });
}

async function readRestore(
  context: Context,
  connection: MariadbConnection,
  request: RestoreRequest,
): Promise<Restore> {
  const { config } = await context.environment();
  const databases = databasesOf(config.mariadb.database);
  await requireSchema(connection, databases);
  const entries = await archiveLedger(connection, databases.meta, context.runId).read();
  const sources = { databases, tables: await readTables(connection, databases), entries };
  const [unit] = await readUnits(connection, sources, { ...request, month: await readMonth(connection) });
  if (unit === undefined)
    throw new AetherError('USAGE', `group ${request.group} has no partition "${request.partition}"`);
  const { tables, partition } = unit;
  const half = tables.find(({ entry }) => entry?.state === 'detaching');
  if (half !== undefined)
    throw new AetherError(
      'ARCHIVE_REFUSED',
      `${half.table} ${partition} is still on its way into the archive`,
      {
        hint: `finish that first: aether partitions archive ${request.group} ${partition}`,
      },
    );
  const matches = new Map<string, ColumnMatch>();
  for (const { table, entry } of tables) {
    if (entry === undefined || entry.state === 'restored') continue;
    const live = await readColumns(connection, databases.data, table);
    const archived = await archivedColumns(connection, databases.archive, entry);
    matches.set(table, matchColumns(archived, live));
  }
  const stall = stallText(await readOpenOnMembers(context));
  const title = `restore of ${request.group} ${partition} in ${databases.data} on ${describeEndpoint(connection.endpoint)}`;
  return { unit, plan: planRestore(title, { unit, matches, stall }) };
}

/** Of the detached table, or, if it was dropped, of the definition beside its file, which has no generated ones. */
async function archivedColumns(
  connection: MariadbConnection,
  archive: string,
  { detachedTable, state, file }: { detachedTable: string; state: string; file: string | null },
): Promise<readonly TableColumn[]> {
  const found = await readColumns(connection, archive, detachedTable);
  if (found.length > 0 || state !== 'dropped') return found;
  const { columns } = await readManifest(file ?? '');
  return columns.map(({ name, type, hexadecimal: isBinary }) => ({
    name,
    type,
    isBinary,
    isGenerated: false,
  }));
}

async function perform(
  context: Context,
  tools: ExportTools,
  { unit, task }: { unit: ArchiveUnit; task: RestoreTask },
): Promise<void> {
  const { connection, databases } = tools;
  const isUnmark = task.do === 'unmark';
  const [table, rows] = isUnmark
    ? ['orders', unit.marks?.marked ?? 0]
    : [task.table.table, task.table.entry?.rows ?? 0];
  const log = { connection, meta: databases.meta, runId: context.runId };
  const event = {
    table,
    partition: unit.partition,
    action: isUnmark ? ('unmark' as const) : ('restore' as const),
    rows,
  };
  await recordEvent(log, event, async () => {
    if (task.do === 'unmark') await setMarks(connection, databases, unit.span, false);
    else if (task.do === 'load') await loadDetached(tools, task.table, task.file);
    else await attach(context, tools, unit, task);
  });
}
