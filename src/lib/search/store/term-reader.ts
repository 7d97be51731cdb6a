import type { MariadbConnection } from '../../infra/mariadb/connection.ts';
import { readTerms, type StoredTerm } from './read-terms.ts';

/** Reads terms of an index that does not change; those that the index does not have are left out. */
export type TermReader = (terms: readonly string[]) => Promise<ReadonlyMap<string, StoredTerm>>;

/** A session must not grow for as long as it is open; the words of some hundred queries are far less. */
const MOST_BYTES = 64 * 1024 * 1024;

/** Keeps what it has read, as the queries of a session share words. */
export function createTermReader(
  connection: MariadbConnection,
  read: typeof readTerms = readTerms,
): TermReader {
  /** undefined: the index does not have it. */
  const known = new Map<string, StoredTerm | undefined>();
  let bytes = 0;
  return async (terms) => {
    if (bytes > MOST_BYTES) {
      known.clear();
      bytes = 0;
    }
    const missing = terms.filter((term) => !known.has(term));
    const found = missing.length === 0 ? new Map<string, StoredTerm>() : await read(connection, missing);
    for (const term of missing) known.set(term, found.get(term));
    for (const term of found.values()) bytes += bytesOf(term);
    return new Map(
      terms.flatMap((term) => {
        const stored = known.get(term);
        return stored === undefined ? [] : [[term, stored]];
      }),
    );
  };
}

function bytesOf({ segments, direction }: StoredTerm): number {
  const postings = segments.map(
    ({ postings: { productIds, fields, impacts } }) =>
      productIds.byteLength + fields.byteLength + impacts.byteLength,
  );
  return postings.reduce((sum, one) => sum + one, direction?.length ?? 0);
}
