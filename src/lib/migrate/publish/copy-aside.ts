import type { CollationOptions, IndexDescription } from 'mongodb';
import type { MongoSession } from '../../infra/mongo/client.ts';

/** Copies a collection with its indexes on the server; a copy of that name is replaced as a whole. */
export async function copyAside(target: MongoSession, from: string, to: string): Promise<void> {
  const { db } = target;
  await target.call(async () =>
    db
      .collection(from)
      .aggregate([{ $out: to }])
      .toArray(),
  );
  const indexes = await target.call(async () => db.collection(from).listIndexes().toArray());
  const others = indexes.filter(({ name }) => name !== '_id_').map((index) => description(index));
  if (others.length > 0) await target.call(async () => db.collection(to).createIndexes(others));
}

/** Without what the server adds, and without a TTL: nothing of the copy may be deleted. */
function description(index: Readonly<Record<string, unknown>>): IndexDescription {
  return {
    key: index['key'] as Record<string, 1 | -1>,
    name: String(index['name']),
    ...(index['unique'] === true ? { unique: true } : {}),
    ...(index['sparse'] === true ? { sparse: true } : {}),
    ...(index['partialFilterExpression'] === undefined
      ? {}
      : { partialFilterExpression: index['partialFilterExpression'] as Record<string, unknown> }),
    ...(index['collation'] === undefined ? {} : { collation: index['collation'] as CollationOptions }),
  };
}
