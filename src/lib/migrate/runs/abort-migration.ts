import { AetherError } from '../../core/errors.ts';
import type { Plan } from '../../core/plan.ts';
import type { MongoSession } from '../../infra/mongo/client.ts';
import type { MigrateContext } from '../open-migration.ts';
import { lookAtCollections } from '../publish/collections-now.ts';
import { endEarly, forgetChunks, type MigrationRun, newestRun } from '../target/run-ledger.ts';
import { dropCollections } from './drop-collections.ts';

export interface AbortReport {
  readonly run: string;
  readonly dropped: readonly string[];
}

/** What an abort would do; throws MIGRATE_REFUSED if there is nothing to abort. */
export async function planAbort(context: Pick<MigrateContext, 'mongo'>, mapping: string): Promise<Plan> {
  await using target = await (await context.mongo('writer')).open();
  const run = await runToAbort(target, mapping);
  return planOf(run, await stagedOf(target, run));
}

/**
 * Ends the newest run of a mapping that is not published, and drops what it has loaded. An aether that works on it
 * notices with its next chunk.
 */
export async function abortMigration(context: MigrateContext, mapping: string): Promise<AbortReport> {
  await using target = await (await context.mongo('writer')).open();
  const run = await runToAbort(target, mapping);
  await context.confirm(planOf(run, await stagedOf(target, run)), (await context.environment()).config.name);
  await endEarly(target, run);
  const dropped = await stagedOf(target, run);
  await dropCollections(target, dropped);
  await forgetChunks(target, [run._id]);
  return { run: run._id, dropped };
}

async function runToAbort(target: MongoSession, mapping: string): Promise<MigrationRun> {
  const run = await newestRun(target, mapping, ['running', 'loaded', 'changed']);
  if (run !== undefined) return run;
  throw new AetherError(
    'MIGRATE_REFUSED',
    `no migration of "${mapping}" is running or waits to be published`,
    {
      hint: `"aether migrate status ${mapping}" shows what became of them`,
    },
  );
}

async function stagedOf(target: MongoSession, run: MigrationRun): Promise<string[]> {
  return (await lookAtCollections(target, run)).flatMap(({ has, staged }) => (has.staged ? [staged] : []));
}

function planOf(run: MigrationRun, staged: readonly string[]): Plan {
  const end = {
    id: 'end',
    action: 'change' as const,
    subject: run._id,
    summary: `end the migration, which is ${run.state}`,
  };
  const drops = staged.map((name) => ({
    id: `drop-${name}`,
    action: 'delete' as const,
    subject: name,
    summary: 'drop the staged collection',
    destructive: true,
    risk: 'drops loaded documents',
  }));
  return { title: `abort the migration ${run._id} of ${run.mapping}`, steps: [end, ...drops] };
}
