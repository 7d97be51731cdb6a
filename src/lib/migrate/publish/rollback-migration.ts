import { AetherError } from '../../core/errors.ts';
import type { Plan, Step } from '../../core/plan.ts';
import type { MigrateContext } from '../open-migration.ts';
import { type MigrationRun, newestRun, runsOf } from '../target/run-ledger.ts';
import { type CollectionNow, lookAtCollections, rename } from './collections-now.ts';
import type { MongoSession } from '../../infra/mongo/client.ts';

export interface RollbackReport {
  readonly run: string;
  readonly collections: readonly {
    readonly collection: string;
    /** What the published one is called now. */
    readonly kept_as: string;
    readonly is_former_live: boolean;
  }[];
}

/** What a rollback would do; throws MIGRATE_REFUSED if nothing is published. */
export async function planRollback(context: MigrateContext, mapping: string): Promise<Plan> {
  await using target = await (await context.mongo('writer')).open();
  const run = await publishedRun(target, mapping);
  return planOf(run, await lookAtCollections(target, run));
}

/** Takes the newest published run back: what was live before it is live again. Nothing is dropped. */
export async function rollbackMigration(context: MigrateContext, mapping: string): Promise<RollbackReport> {
  await using target = await (await context.mongo('writer')).open();
  const run = await publishedRun(target, mapping);
  const found = await lookAtCollections(target, run);
  await context.confirm(planOf(run, found), (await context.environment()).config.name);
  for (const collection of found) await takeBack(target, collection);
  await target.call(async () =>
    runsOf(target).updateOne({ _id: run._id }, { $set: { state: 'rolled_back' } }),
  );
  return {
    run: run._id,
    collections: (await lookAtCollections(target, run)).map(({ name, staged, has }) => ({
      collection: name,
      kept_as: staged,
      is_former_live: has.live,
    })),
  };
}

async function publishedRun(target: MongoSession, mapping: string): Promise<MigrationRun> {
  const run = await newestRun(target, mapping, ['published', 'publishing']);
  if (run !== undefined) return run;
  throw new AetherError('MIGRATE_REFUSED', `no migration of "${mapping}" is published`, {
    hint: `"aether migrate publish ${mapping}" publishes one`,
  });
}

function planOf(run: MigrationRun, collections: readonly CollectionNow[]): Plan {
  const steps = collections.map(({ name, staged, former, has }): Step => ({
    id: `rollback-${name}`,
    action: 'change',
    subject: name,
    summary: has.former
      ? `rename it to ${staged}, and make ${former} live again`
      : `rename it to ${staged}; there was none before`,
    destructive: true,
    risk: 'replaces live collections',
  }));
  return { title: `roll back the migration ${run._id} of ${run.mapping}`, steps };
}

/** Each half may have been done by a call that was interrupted. */
async function takeBack(target: MongoSession, { name, staged, former, has }: CollectionNow): Promise<void> {
  const moves = !has.staged && has.live;
  if (moves) await rename(target, name, staged);
  if (has.former && (moves || !has.live)) await rename(target, former, name);
}
