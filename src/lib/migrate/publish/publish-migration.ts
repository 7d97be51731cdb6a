import { AetherError } from '../../core/errors.ts';
import type { Plan, Step } from '../../core/plan.ts';
import type { MongoSession } from '../../infra/mongo/client.ts';
import { inOrderOfReferences } from '../mapping/compile-references.ts';
import { type MigrateContext, type Migration, openMigration } from '../open-migration.ts';
import { type MigrationRun, newestRun, runsOf } from '../target/run-ledger.ts';
import { type CertifiedReport, verifyAndCertify } from '../verify/verify-migration.ts';
import { type CollectionNow, lookAtCollections, rename } from './collections-now.ts';
import { copyAside } from './copy-aside.ts';
import { makeIndexes } from './make-indexes.ts';

export interface PublishReport {
  readonly run: string;
  readonly published: boolean;
  /** null if an earlier call verified the run and was interrupted while it renamed. */
  readonly verified: CertifiedReport | null;
  readonly collections: readonly {
    readonly collection: string;
    /** The one that was live before; null if there was none. */
    readonly former: string | null;
    /** How long neither of the two was there under the live name. */
    readonly gap_seconds: number;
  }[];
}

export interface PublishOptions {
  /** Collections that aether did not publish, and that are to be replaced anyway. */
  readonly replace: readonly string[];
  /** The former documents are copied aside first, so that the live name never has none. */
  readonly noGap: boolean;
}

/** What publishing would do; throws MIGRATE_REFUSED if it would take the place of a collection that is not aether's. */
export async function planPublish(
  context: MigrateContext,
  mapping: string,
  options: PublishOptions,
): Promise<Plan> {
  await using migration = await openMigration(context, mapping);
  await using target = await (await context.mongo('writer')).open();
  const run = await runToPublish(migration, target);
  return planOf(run, await lookAtCollections(target, run), options);
}

/**
 * Verifies the newest loaded run, makes its indexes, and renames its collections to their live names; those that were
 * live are renamed aside and kept. An interrupted call is continued by the next one.
 */
export async function publishMigration(
  context: MigrateContext,
  mapping: string,
  options: PublishOptions,
): Promise<PublishReport> {
  await using migration = await openMigration(context, mapping);
  await using target = await (await context.mongo('writer')).open();
  const run = await runToPublish(migration, target);
  const plan = planOf(run, await lookAtCollections(target, run), options);
  await context.confirm(plan, (await context.environment()).config.name);
  let verified: CertifiedReport | null = null;
  if (run.state === 'loaded') {
    await makeIndexes(context, migration.collections, target, run);
    verified = await verifyAndCertify(context, migration, target, run);
    if (verified.differences.length > 0) return { run: run._id, published: false, verified, collections: [] };
    await enterState(target, run, 'publishing');
  }
  const collections: PublishReport['collections'][number][] = [];
  const found = await lookAtCollections(target, run);
  // What a document refers to is live before it is.
  for (const { name } of inOrderOfReferences(migration.collections)) {
    const now = found.find((one) => one.name === name);
    if (now !== undefined) collections.push(await putLive(context, target, now, options));
  }
  await enterState(target, { ...run, state: 'publishing' }, 'published');
  return { run: run._id, published: true, verified, collections };
}

async function runToPublish({ name }: Migration, target: MongoSession): Promise<MigrationRun> {
  const run = await newestRun(target, name, ['loaded', 'publishing']);
  if (run !== undefined) return run;
  throw new AetherError('MIGRATE_REFUSED', `no migration of "${name}" is loaded and not yet published`, {
    hint: `load one with "aether migrate run ${name}"`,
  });
}

function planOf(
  run: MigrationRun,
  collections: readonly CollectionNow[],
  { replace, noGap }: PublishOptions,
): Plan {
  const foreign = collections.filter(
    ({ name, has, isOurs }) => has.live && has.staged && !isOurs && !replace.includes(name),
  );
  if (foreign.length > 0) {
    const names = foreign.map(({ name }) => name).join(', ');
    throw new AetherError('MIGRATE_REFUSED', `aether did not publish what is live as ${names}`, {
      hint: `rename these collections yourself, or replace them with --replace ${foreign.map(({ name }) => name).join(',')}`,
    });
  }
  const steps = collections.map(({ name, staged, former, has }): Step => ({
    id: `publish-${name}`,
    action: has.live ? 'change' : 'create',
    subject: name,
    summary: has.live
      ? `verify ${staged}, ${noGap ? 'copy' : 'keep'} the live collection as ${former}, and put ${staged} in its place`
      : `verify ${staged}, and rename it`,
    ...(has.live ? { destructive: true, risk: 'replaces live collections' } : {}),
  }));
  return { title: `publish the migration ${run._id} of ${run.mapping}`, steps };
}

async function enterState(
  target: MongoSession,
  { _id, state: before }: MigrationRun,
  state: 'publishing' | 'published',
): Promise<void> {
  const done = await target.call(async () =>
    runsOf(target).updateOne({ _id, state: before }, { $set: { state } }),
  );
  if (done.matchedCount > 0) return;
  throw new AetherError('MIGRATE_REFUSED', `another aether is publishing the migration ${_id}`, {
    hint: 'wait for it to end, then look with "aether migrate verify"',
  });
}

async function putLive(
  { clock }: MigrateContext,
  target: MongoSession,
  { name, staged, former, has }: CollectionNow,
  { noGap }: PublishOptions,
): Promise<PublishReport['collections'][number]> {
  // Without a staged one an interrupted call has already renamed it.
  if (!has.staged) return { collection: name, former: has.former ? former : null, gap_seconds: 0 };
  // Both are there if a call that copied was interrupted: its copy may be half of it.
  if (has.live && (noGap || has.former)) {
    await copyAside(target, name, former);
    await target.call(async () => target.db.collection(staged).rename(name, { dropTarget: true }));
    return { collection: name, former, gap_seconds: 0 };
  }
  const from = clock.seconds();
  if (has.live) await rename(target, name, former);
  await rename(target, staged, name);
  const gap = has.live || has.former ? clock.seconds() - from : 0;
  return { collection: name, former: has.live || has.former ? former : null, gap_seconds: gap };
}
