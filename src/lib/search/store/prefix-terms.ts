import type { MariadbConnection } from '../../infra/mariadb/connection.ts';
import type { StoredTerm } from './read-terms.ts';
import type { TermReader } from './term-reader.ts';

/** A shorter beginning says nothing. */
const SHORTEST_BEGINNING = 3;
const MOST_TERMS = 20;

/** The terms that begin with one of these, or with its first letters if nothing does; the shortest ones first. */
export async function readPrefixTerms(
  { connection, terms: readStored }: { readonly connection: MariadbConnection; readonly terms: TermReader },
  beginnings: readonly string[],
): Promise<ReadonlyMap<string, StoredTerm>> {
  for (const beginning of shorterAndShorter(beginnings)) {
    const rows = await connection.query<{ term: Buffer }>(
      `SELECT DISTINCT term FROM search_term WHERE term LIKE ? ORDER BY LENGTH(term), term LIMIT ${MOST_TERMS}`,
      [Buffer.from(`${beginning.replaceAll(/[\\%_]/g, String.raw`\$&`)}%`)],
    );
    const found = await readStored(rows.map(({ term }) => term.toString()));
    if (found.size > 0) return found;
  }
  return new Map();
}

function* shorterAndShorter(words: readonly string[]): Generator<string> {
  const longest = Math.max(0, ...words.map((word) => word.length));
  for (let length = longest; length >= SHORTEST_BEGINNING; length -= 1) {
    for (const word of words) if (word.length >= length) yield word.slice(0, length);
  }
}
