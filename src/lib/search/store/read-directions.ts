import type { KnownDirection } from '../lsa/fold-in.ts';
import type { MariadbConnection } from '../../infra/mariadb/connection.ts';

const TERMS_AT_A_TIME = 1_000;

/** The directions of those of the terms that the live index has in its space of meaning. */
export async function readDirections(
  connection: MariadbConnection,
  terms: readonly string[],
): Promise<ReadonlyMap<string, KnownDirection>> {
  const known = new Map<string, KnownDirection>();
  for (let from = 0; from < terms.length; from += TERMS_AT_A_TIME) {
    const page = terms.slice(from, from + TERMS_AT_A_TIME);
    const rows = await connection.query<{ term: Buffer; direction: Buffer; document_frequency: number }>(
      `SELECT t.term, t.direction, t.document_frequency
         FROM search_term AS t JOIN search_segment AS s ON s.segment_id = t.segment_id
        WHERE t.term IN (${page.map(() => '?').join(', ')}) AND t.direction IS NOT NULL
          AND s.index_no = 'products' AND s.state = 'live'`,
      page.map((term) => Buffer.from(term)),
    );
    for (const { term, direction, document_frequency } of rows) {
      known.set(term.toString(), { direction, documentFrequency: document_frequency });
    }
  }
  return known;
}
