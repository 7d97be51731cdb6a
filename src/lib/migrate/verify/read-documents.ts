import { type Document, Long } from 'mongodb';
import type { CompiledCollection } from '../mapping/compiled-mapping.ts';
import type { Exceptions, KeyRange } from '../source/level-sql.ts';
import type { VerifyWork } from './verify-work.ts';

type Reader = Pick<VerifyWork, 'target' | 'nameOf'>;

/** Values keep the types that they have in BSON. */
function collectionOf({ target, nameOf }: Reader, { name }: CompiledCollection) {
  return target.db.collection(nameOf(name), { promoteValues: false, promoteLongs: false });
}

/** The documents of a range, those left out that may expire at any time. */
export async function readDocuments(
  work: Reader,
  collection: CompiledCollection,
  { after, upTo, expiredBefore }: KeyRange & Exceptions,
): Promise<Document[]> {
  const bounds = {
    ...(after === null ? {} : { $gt: Long.fromString(after) }),
    ...(upTo === null ? {} : { $lte: Long.fromString(upTo) }),
  };
  // Without any bound: numbers of every kind, as strings and the like are reported apart.
  const filter: Document = { _id: Object.keys(bounds).length === 0 ? { $type: 'number' } : bounds };
  const { expiry } = collection;
  if (expiry !== null && expiredBefore !== undefined)
    filter['$or'] = [
      { [expiry.field]: null },
      { [expiry.field]: { $gte: new Date(`${expiredBefore.replace(' ', 'T')}Z`) } },
    ];
  return work.target.call(async () => collectionOf(work, collection).find(filter).sort({ _id: 1 }).toArray());
}

/** Documents that are in no range, as their _id is not a number. */
export async function foreignIds(
  work: Reader,
  collection: CompiledCollection,
  limit: number,
): Promise<string[]> {
  const filter = { _id: { $not: { $type: 'number' } } } as Document;
  const found = await work.target.call(async () =>
    collectionOf(work, collection).find(filter).project({ _id: 1 }).limit(limit).toArray(),
  );
  return found.map(({ _id }) => String(_id));
}

/** Those of the ids that the collection has, as text. */
export async function presentIds(
  work: Reader,
  collection: CompiledCollection,
  ids: readonly unknown[],
): Promise<ReadonlySet<string>> {
  if (ids.length === 0) return new Set();
  const filter = { _id: { $in: ids } } as Document;
  const found = await work.target.call(async () =>
    collectionOf(work, collection).find(filter).project({ _id: 1 }).toArray(),
  );
  return new Set(found.map(({ _id }) => String(_id)));
}
