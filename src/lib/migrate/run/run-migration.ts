import { createOutageTolerance } from '../../infra/mariadb/outage.ts';
import { isMongoOutage } from '../../infra/mongo/outage.ts';
import { readIdentity } from '../../infra/mongo/server-identity.ts';
import { type MigrateContext, openMigration } from '../open-migration.ts';
import { inSnapshot, isSamePlace, snapshotPlace } from '../source/read-rows.ts';
import { requireCapable } from '../target/probe-target.ts';
import { endRun } from '../target/run-ledger.ts';
import { type CollectionReport, IN_FLIGHT, loadCollection } from './load-collection.ts';
import { createReaderPool } from './reader-pool.ts';
import { keepAlive, takeOrBegin } from './take-run.ts';

export interface RunReport {
  readonly run: string;
  readonly server: string;
  /** `loaded`, or `changed` if the source changed meanwhile. */
  readonly state: 'loaded' | 'changed';
  readonly first_position: string | null;
  readonly last_position: string | null;
  readonly last_gtid: string | null;
  readonly collections: readonly CollectionReport[];
}

/**
 * Fills staged collections from the tables, chunk by chunk, each with its children in one snapshot. A run that was
 * interrupted is continued by the same command, as long as the mapping is the same. An outage of either server is waited
 * for as long as `limits.outage_tolerance` says.
 */
export async function runMigration(context: MigrateContext, mapping: string): Promise<RunReport> {
  await using migration = await openMigration(context, mapping);
  await using target = await (await context.mongo('writer')).open();
  const reader = await context.mariadb('reader');
  await using readers = createReaderPool(async () => reader.open(), IN_FLIGHT, context.signal);
  const { limits } = (await context.environment()).config;
  const tolerance = createOutageTolerance(context, limits.outage_tolerance, isMongoOutage);
  const { label } = await readIdentity(target);
  context.emit({ type: 'note', level: 'info', message: `server: ${label}` });
  await requireCapable(target, label, migration.collections);
  const place = () =>
    tolerance.repeat(async () =>
      readers.use(async (session) => inSnapshot(session, async () => snapshotPlace(session))),
    );
  const first = await place();
  if (first.position === null) {
    const message =
      'the source has no binary log: whether it changes meanwhile is shown by "aether migrate verify" alone';
    context.emit({ type: 'note', level: 'warn', message });
  }
  const run = await tolerance.repeat(async () => takeOrBegin(context, migration, target, first));
  await using _heart = keepAlive(target, run);
  const collections: CollectionReport[] = [];
  for (const collection of migration.collections)
    collections.push(
      await loadCollection({ context, migration, target, run, readers, tolerance }, collection),
    );
  const last = await place();
  const state = isSamePlace({ position: run.first_position, gtid: run.first_gtid }, last)
    ? 'loaded'
    : 'changed';
  await tolerance.repeat(async () =>
    endRun(target, run, { state, last_position: last.position, last_gtid: last.gtid }),
  );
  return {
    run: run._id,
    server: label,
    state,
    first_position: run.first_position,
    last_position: last.position,
    last_gtid: last.gtid,
    collections,
  };
}
