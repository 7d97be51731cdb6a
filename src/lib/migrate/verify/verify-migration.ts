import { AetherError } from '../../core/errors.ts';
import { runStep } from '../../core/run-step.ts';
import { formatNumberOf } from '../../core/units.ts';
import type { MongoSession } from '../../infra/mongo/client.ts';
import { readIdentity } from '../../infra/mongo/server-identity.ts';
import { type Issued, issueCertificate } from '../certificate/issue-certificate.ts';
import { notCovered } from '../mapping/compiled-mapping.ts';
import { type MigrateContext, type Migration, openMigration } from '../open-migration.ts';
import { inSnapshot, snapshotPlace } from '../source/read-rows.ts';
import { type MigrationRun, newestRun, stagedName } from '../target/run-ledger.ts';
import { verifyCollection } from './verify-collection.ts';
import type { VerifyReport } from './verify-report.ts';

/** A comparison, and the certificate that it ended in. */
export interface CertifiedReport extends VerifyReport {
  readonly certificate: Issued;
}

/** Compares the newest run of a mapping with the tables as they are now, in one snapshot. */
export async function verifyMigration(context: MigrateContext, mapping: string): Promise<CertifiedReport> {
  await using migration = await openMigration(context, mapping);
  await using target = await (await context.mongo('reader')).open();
  const run = await newestRun(target, migration.name, ['loaded', 'changed', 'published']);
  if (run === undefined) {
    throw new AetherError('MIGRATE_REFUSED', `no migration of "${migration.name}" has been loaded`, {
      hint: `load one with "aether migrate run ${migration.name}"`,
    });
  }
  return await verifyAndCertify(context, migration, target, run);
}

/** Compares the collections of one run, and certifies that nothing differs. */
export async function verifyAndCertify(
  context: MigrateContext,
  migration: Migration,
  target: MongoSession,
  run: MigrationRun,
): Promise<CertifiedReport> {
  const report = await verifyRun(context, migration, target, run);
  return { ...report, certificate: await issueCertificate(context, migration, report) };
}

async function verifyRun(
  context: Pick<MigrateContext, 'signal' | 'emit' | 'clock'>,
  migration: Migration,
  target: MongoSession,
  run: MigrationRun,
): Promise<VerifyReport> {
  requireSameMapping(migration, run);
  const { label: server, isStandIn, replicaSet } = await readIdentity(target);
  const nameOf = (name: string) => (run.state === 'published' ? name : stagedName(name, run._id));
  return inSnapshot(migration.source, async () => {
    const { position, gtid } = await snapshotPlace(migration.source);
    const [version] = await migration.source.query<{ version: string }>('SELECT VERSION() AS version');
    const collections: VerifyReport['collections'][number][] = [];
    for (const collection of migration.collections) {
      const { name } = collection;
      await runStep(context, { id: `verify-${name}`, title: name }, async () => {
        const work = {
          source: migration.source,
          database: migration.databases.data,
          target,
          signal: context.signal,
          keys: migration.keys,
          nameOf,
          progress: (done: number) =>
            context.emit({ type: 'step_progress', step: `verify-${name}`, done, total: null, unit: 'rows' }),
        };
        const verified = await verifyCollection(work, collection, migration.collections);
        collections.push({ ...verified, stored_as: nameOf(name) });
        const found = formatNumberOf(verified.differences.length, 'difference');
        const detail = `${found} in ${formatNumberOf(verified.documents, 'document')}`;
        return { outcome: verified.differences.length === 0 ? 'done' : 'failed', detail };
      });
    }
    return {
      run: run._id,
      is_published: run.state === 'published',
      server,
      target: {
        server,
        is_stand_in: isStandIn,
        replica_set: replicaSet,
        database: target.endpoint.database,
      },
      source_server: `MariaDB ${version?.version ?? ''}`.trim(),
      position,
      gtid,
      documents: sum(collections.map(({ documents }) => documents)),
      rows: sum(collections.map(({ rows }) => rows)),
      differences: collections.flatMap(({ differences }) => differences),
      collections,
      not_covered: [...new Set(migration.collections.flatMap((one) => notCovered(one)))],
      replaced: migration.collections.flatMap(({ replaced }) => replaced),
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
