import type { Document } from 'mongodb';
import type { MongoSession } from '../../infra/mongo/client.ts';
import { type CompiledCollection, freezes } from '../mapping/compiled-mapping.ts';
import { runsOf } from '../target/run-ledger.ts';

/** Documents of archived rows keep what they have below their root; how many had no document to keep it from. */
export interface Frozen {
  readonly kept: number;
  readonly missing: number;
}

/**
 * Rows that left for the archive would empty their documents: what is below the root is taken from the live document.
 * Changes the documents in place.
 */
export async function keepFrozen(
  target: MongoSession,
  collection: CompiledCollection,
  documents: readonly Document[],
): Promise<Frozen> {
  const { root, archive, name } = collection;
  const field = root.columns.find(({ column }) => column.name === 'archived_at')?.field;
  if (!freezes(collection) || field === undefined) return { kept: 0, missing: 0 };
  const archived = documents.filter((document) => document[field] instanceof Date);
  if (archived.length === 0) return { kept: 0, missing: 0 };
  const live = await liveDocuments(target, name, archived);
  const fields = [
    ...root.children.map((child) => child.field),
    ...root.columns.filter(({ computed }) => computed?.isAggregate === true).map((column) => column.field),
  ];
  for (const document of archived) {
    if (archive === 'mark') document['_archived'] = true;
    const before = live.get(String(document['_id']));
    if (before === undefined) continue;
    for (const one of fields) if (one in before) document[one] = before[one];
  }
  return { kept: live.size, missing: archived.length - live.size };
}

/** By _id, with values as they are in BSON; none if aether did not publish what is live. */
async function liveDocuments(
  target: MongoSession,
  name: string,
  documents: readonly Document[],
): Promise<Map<string, Document>> {
  const published = await target.call(async () =>
    runsOf(target).countDocuments({ state: { $in: ['published', 'publishing'] }, collections: name }),
  );
  if (published === 0) return new Map();
  const ids = documents.map((document) => document['_id'] as unknown);
  const found = await target.call(async () =>
    target.db
      .collection(name, { promoteValues: false, promoteLongs: false })
      .find({ _id: { $in: ids } } as Document)
      .toArray(),
  );
  return new Map(found.map((document) => [String(document._id), document]));
}
