import type { Document, Int32, Long } from 'mongodb';
import { quoteName, quoteQualified } from '../../infra/mariadb/identifiers.ts';
import type { CompiledCollection, Reference } from '../mapping/compiled-mapping.ts';
import { presentIds } from './read-documents.ts';
import type { Difference, VerifyWork } from './verify-work.ts';

/** References to nothing: those that a row explains, as it refers to no row either, and those that are a fault. */
export interface ReferenceCheck {
  readonly orphans: number;
  readonly differences: readonly Difference[];
}

/** Looks up what the documents of a range refer to, in the documents and, if it is missing there, in the tables. */
export async function checkReferences(
  work: VerifyWork,
  collection: CompiledCollection,
  all: readonly CompiledCollection[],
  documents: readonly Document[],
): Promise<ReferenceCheck> {
  const differences: Difference[] = [];
  let orphans = 0;
  for (const reference of collection.references) {
    const target = all.find(({ name }) => name === reference.collection);
    if (target === undefined) continue;
    const missing = await missingOf(work, reference, target, documents);
    const rows = await rowsWith(work, target, [...missing.keys()]);
    orphans += [...missing.keys()].filter((id) => !rows.has(id)).length;
    for (const [id, from] of missing)
      if (rows.has(id))
        differences.push({
          collection: collection.name,
          id: from,
          pointer: `/${reference.field}`,
          source: `a row of ${target.root.table}`,
          document: `${target.name} has no document ${id}`,
        });
  }
  return { orphans, differences };
}

/** Ids that no document has, each with a document that refers to it. */
async function missingOf(
  work: VerifyWork,
  { field }: Reference,
  target: CompiledCollection,
  documents: readonly Document[],
): Promise<Map<string, string>> {
  const wanted = new Map<string, unknown>();
  const from = new Map<string, string>();
  for (const document of documents) {
    const value = document[field] as Long | Int32 | string | null | undefined;
    if (value === null || value === undefined) continue;
    wanted.set(String(value), value);
    from.set(String(value), String(document['_id']));
  }
  const present = await presentIds(work, target, [...wanted.values()]);
  return new Map([...from].filter(([id]) => !present.has(id)));
}

async function rowsWith(
  { source, database }: VerifyWork,
  { root, key }: CompiledCollection,
  ids: readonly string[],
): Promise<ReadonlySet<string>> {
  const numbers = ids.filter((id) => /^-?\d{1,20}$/.test(id));
  if (numbers.length === 0) return new Set();
  const found = await source.query<{ id: string }>(
    `SELECT CAST(${quoteName(key)} AS CHAR) AS id FROM ${quoteQualified(database, root.table)}
     WHERE ${quoteName(key)} IN (${numbers.join(', ')})`,
  );
  return new Set(found.map(({ id }) => id));
}
