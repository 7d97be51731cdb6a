import { AetherError } from '../../core/errors.ts';
import { runStep } from '../../core/run-step.ts';
import { formatCount, formatNumberOf } from '../../core/units.ts';
import type { MongoSession } from '../../infra/mongo/client.ts';
import { readIdentity } from '../../infra/mongo/server-identity.ts';
import { type MigrateContext, type Migration, openMigration } from '../open-migration.ts';
import { inSnapshot, snapshotPosition } from '../source/read-rows.ts';
import { type MigrationRun, newestRun, stagedName } from '../target/run-ledger.ts';
import type { Difference } from './compare-rows.ts';
import { type Verified, verifyCollection } from './verify-collection.ts';

export interface VerifyReport {
  readonly run: string;
  readonly is_published: boolean;
  readonly server: string;
  /** Of the snapshot that the documents were compared with; null without a binary log. */
  readonly position: string | null;
  readonly documents: number;
  readonly rows: number;
  readonly differences: readonly Difference[];
  readonly collections: readonly Verified[];
  /** Columns that are not in the documents, and so not compared. */
  readonly not_covered: readonly string[];
}

/** Compares the newest run of a mapping with the tables as they are now, in one snapshot. */
export async function verifyMigration(context: MigrateContext, mapping: string): Promise<VerifyReport> {
  await using migration = await openMigration(context, mapping);
  await using target = await (await context.mongo('reader')).open();
  const run = await newestRun(target, migration.name, ['loaded', 'changed', 'published']);
  if (run === undefined) {
    throw new AetherError('MIGRATE_REFUSED', `no migration of "${migration.name}" has been loaded`, {
      hint: `load one with "aether migrate run ${migration.name}"`,
    });
  }
  return await verifyRun(context, migration, target, run);
}

/** Compares the collections of one run. */
export async function verifyRun(
  context: Pick<MigrateContext, 'signal' | 'emit' | 'clock'>,
  migration: Migration,
  target: MongoSession,
  run: MigrationRun,
): Promise<VerifyReport> {
  requireSameMapping(migration, run);
  const { label } = await readIdentity(target);
  const nameOf = (name: string) => (run.state === 'published' ? name : stagedName(name, run._id));
  return inSnapshot(migration.source, async () => {
    const position = await snapshotPosition(migration.source);
    const collections: Verified[] = [];
    for (const collection of migration.collections) {
      const { name } = collection;
      await runStep(context, { id: `verify-${name}`, title: name }, async () => {
        const work = {
          source: migration.source,
          database: migration.databases.data,
          target,
          signal: context.signal,
          targetName: nameOf(name),
          progress: (done: number) =>
            context.emit({ type: 'step_progress', step: `verify-${name}`, done, total: null, unit: 'rows' }),
        };
        const verified = await verifyCollection(work, collection);
        collections.push(verified);
        const found = formatNumberOf(verified.differences.length, 'difference');
        const detail = `${found} in ${formatCount(verified.documents)} documents`;
        return { outcome: verified.differences.length === 0 ? 'done' : 'failed', detail };
      });
    }
    return {
      run: run._id,
      is_published: run.state === 'published',
      server: label,
      position,
      documents: sum(collections.map(({ documents }) => documents)),
      rows: sum(collections.map(({ rows }) => rows)),
      differences: collections.flatMap(({ differences }) => differences),
      collections,
      not_covered: migration.collections.flatMap(({ dropped }) => dropped),
    };
  });
}

function requireSameMapping({ name, hash }: Migration, run: MigrationRun): void {
  if (run.mapping_hash === hash) return;
  throw new AetherError(
    'MIGRATE_REFUSED',
    `the mapping "${name}" has changed since the migration ${run._id}`,
    {
      hint: `load it again with "aether migrate run ${name}"`,
    },
  );
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
