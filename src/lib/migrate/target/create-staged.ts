import type { MongoSession } from '../../infra/mongo/client.ts';
import { mongoNumber } from '../../infra/mongo/driver-error.ts';
import type { CompiledCollection } from '../mapping/compiled-mapping.ts';
import { jsonSchemaOf } from './json-schema.ts';
import { type MigrationRun, stagedName } from './run-ledger.ts';

const NAMESPACE_EXISTS = 48;

/**
 * Creates the staged collection with its validator: to add one later needs a role that the account lacks. Done twice it
 * does nothing more.
 */
export async function createStaged(
  target: MongoSession,
  collection: CompiledCollection,
  run: MigrationRun,
): Promise<void> {
  const { name, validator } = collection;
  if (validator === 'none') return;
  const options = {
    validator: jsonSchemaOf(collection),
    validationLevel: 'strict',
    validationAction: validator,
  };
  try {
    await target.call(async () => target.db.createCollection(stagedName(name, run._id), options));
  } catch (thrown) {
    if (mongoNumber(thrown) !== NAMESPACE_EXISTS) throw thrown;
  }
}
