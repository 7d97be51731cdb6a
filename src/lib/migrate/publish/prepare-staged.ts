import { AetherError } from '../../core/errors.ts';
import { runStep } from '../../core/run-step.ts';
import type { MongoSession } from '../../infra/mongo/client.ts';
import type { CompiledCollection } from '../mapping/compiled-mapping.ts';
import { type IndexSpec, partialFilter } from '../mapping/index-spec.ts';
import type { MigrateContext } from '../open-migration.ts';
import { type MigrationRun, stagedName } from '../target/run-ledger.ts';
import { jsonSchemaOf } from './json-schema.ts';

/** Gives the staged collections of a run their indexes and validators. Done twice it does nothing more. */
export async function prepareStaged(
  context: Pick<MigrateContext, 'emit' | 'clock'>,
  collections: readonly CompiledCollection[],
  target: MongoSession,
  run: MigrationRun,
): Promise<void> {
  for (const collection of collections) {
    const { name, indexes, validator } = collection;
    const staged = stagedName(name, run._id);
    if (indexes.length > 0)
      await runStep(context, { id: `index-${name}`, title: `${name}: indexes` }, async () => {
        const specs = indexes.map((index) => indexDescription(index));
        await target.call(async () => target.db.collection(staged).createIndexes(specs));
        return undefined;
      });
    if (validator !== 'none')
      await runStep(context, { id: `validate-${name}`, title: `${name}: validator` }, async () => {
        await setValidator(target, staged, collection);
        return undefined;
      });
  }
}

function indexDescription({ keys, unique, where, expire_after: seconds }: IndexSpec) {
  return {
    key: { ...keys },
    unique: unique === true,
    ...(where === undefined ? {} : { partialFilterExpression: partialFilter(where) }),
    ...(seconds === undefined ? {} : { expireAfterSeconds: seconds }),
  };
}

/** The server judges later writes alone, so what is there already is judged here. */
async function setValidator(
  target: MongoSession,
  staged: string,
  collection: CompiledCollection,
): Promise<void> {
  const schema = jsonSchemaOf(collection);
  const wrong = await target.call(async () =>
    target.db.collection(staged).findOne({ $nor: [schema] }, { projection: { _id: 1 } }),
  );
  if (wrong !== null) {
    const message = `${staged}: the document ${String(wrong._id)} is not as the validator of ${collection.name} wants it`;
    throw new AetherError('MIGRATE_REFUSED', message, {
      hint: 'see what differs with "aether migrate verify", then load it again',
    });
  }
  const action = collection.validator === 'warn' ? 'warn' : 'error';
  await target.command(
    { collMod: staged, validator: schema, validationLevel: 'strict', validationAction: action },
    target.endpoint.database,
  );
}
