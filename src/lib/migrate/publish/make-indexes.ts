import { runStep } from '../../core/run-step.ts';
import type { MongoSession } from '../../infra/mongo/client.ts';
import type { CompiledCollection } from '../mapping/compiled-mapping.ts';
import { type IndexSpec, partialFilter } from '../mapping/index-spec.ts';
import type { MigrateContext } from '../open-migration.ts';
import { type MigrationRun, stagedName } from '../target/run-ledger.ts';

/** Gives the staged collections of a run their indexes. Done twice it does nothing more. */
export async function makeIndexes(
  context: Pick<MigrateContext, 'emit' | 'clock'>,
  collections: readonly CompiledCollection[],
  target: MongoSession,
  run: MigrationRun,
): Promise<void> {
  for (const { name, indexes } of collections.filter((one) => one.indexes.length > 0))
    await runStep(context, { id: `index-${name}`, title: `${name}: indexes` }, async () => {
      const specs = indexes.map((index) => indexDescription(index));
      await target.call(async () => target.db.collection(stagedName(name, run._id)).createIndexes(specs));
      return undefined;
    });
}

function indexDescription({ keys, unique, where, expire_after: seconds }: IndexSpec) {
  return {
    key: { ...keys },
    unique: unique === true,
    ...(where === undefined ? {} : { partialFilterExpression: partialFilter(where) }),
    ...(seconds === undefined ? {} : { expireAfterSeconds: seconds }),
  };
}
