import type { MongoSession } from '../../infra/mongo/client.ts';
import { mongoNumber } from '../../infra/mongo/driver-error.ts';

const NAMESPACE_NOT_FOUND = 26;

/** Drops collections; one that is gone already is passed over. */
export async function dropCollections(target: MongoSession, names: readonly string[]): Promise<void> {
  for (const name of names) {
    try {
      await target.call(async () => target.db.dropCollection(name));
    } catch (thrown) {
      if (mongoNumber(thrown) !== NAMESPACE_NOT_FOUND) throw thrown;
    }
  }
}
