import type { Plan } from '../../core/plan.ts';
import type { MongoSession } from '../../infra/mongo/client.ts';
import type { MigrateContext } from '../open-migration.ts';
import { lookAtCollections } from '../publish/collections-now.ts';
import { allRuns, forgetChunks, type MigrationRun } from '../target/run-ledger.ts';
import { dropCollections } from './drop-collections.ts';

export interface Garbage {
  /** What a run has loaded that is not and will not be live. */
  readonly staged: readonly string[];
  /** What was live before a run was published: afterwards it cannot be rolled back. */
  readonly former: readonly string[];
  /** Runs whose chunks nobody needs to know any more. */
  readonly runs: readonly string[];
}

/** What would be dropped, as a plan. */
export async function planGarbage(context: Pick<MigrateContext, 'mongo'>, mapping: string): Promise<Plan> {
  await using target = await (await context.mongo('writer')).open();
  return planOf(mapping, await findGarbage(target, mapping));
}

/** Drops the collections of a mapping that no later command needs. */
export async function collectGarbage(context: MigrateContext, mapping: string): Promise<Garbage> {
  await using target = await (await context.mongo('writer')).open();
  const garbage = await findGarbage(target, mapping);
  const plan = planOf(mapping, garbage);
  if (plan.steps.length > 0) await context.confirm(plan, (await context.environment()).config.name);
  await dropCollections(target, [...garbage.staged, ...garbage.former]);
  await forgetChunks(target, garbage.runs);
  return garbage;
}

async function findGarbage(target: MongoSession, mapping: string): Promise<Garbage> {
  const runs = await allRuns(target, mapping);
  const staged: string[] = [];
  const former: string[] = [];
  const over = runs.filter((run, index) => isOver(run, index === 0));
  for (const run of runs)
    for (const now of await lookAtCollections(target, run)) {
      if (now.has.staged && over.includes(run)) staged.push(now.staged);
      if (now.has.former && run.state !== 'publishing') former.push(now.former);
    }
  return { staged, former, runs: over.map(({ _id }) => _id) };
}

/** Nothing of it will be published, or continued. A loaded run can be, until there is a newer one. */
function isOver({ state }: MigrationRun, isNewest: boolean): boolean {
  if (state === 'running' || state === 'loaded') return !isNewest;
  return state !== 'publishing' && state !== 'published';
}

function planOf(mapping: string, { staged, former }: Garbage): Plan {
  const drop = (name: string, summary: string, risk: string) => ({
    id: `drop-${name}`,
    action: 'delete' as const,
    subject: name,
    summary,
    destructive: true,
    risk,
  });
  return {
    title: `drop what is left of migrations of ${mapping}`,
    steps: [
      ...staged.map((name) =>
        drop(name, 'drop what a run loaded and nobody will publish', 'drops loaded documents'),
      ),
      ...former.map((name) =>
        drop(
          name,
          'drop what was live before; its run cannot be rolled back afterwards',
          'drops former documents',
        ),
      ),
    ],
  };
}
