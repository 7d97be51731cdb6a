import type { MariadbConnection } from '../../infra/mariadb/connection.ts';
import { decodePostings, type Postings } from '../index/postings.ts';

/** What the index knows of one term: postings by segment. */
export interface StoredTerm {
  readonly term: string;
  /** Products that hold it, over all segments; replaced ones count until the next build of a base. */
  readonly documentFrequency: number;
  readonly segments: readonly { readonly segmentId: string; readonly postings: Postings }[];
  /** Its direction in the space of meaning, quantised; undefined if it has none. */
  readonly direction: Buffer | undefined;
}

interface TermRow {
  readonly term: Buffer;
  readonly segment_id: string;
  readonly document_frequency: number;
  readonly postings: Buffer;
  readonly direction: Buffer | null;
}

/** Reads the terms with one statement; those that the index does not have are left out. */
export async function readTerms(
  connection: MariadbConnection,
  terms: readonly string[],
): Promise<ReadonlyMap<string, StoredTerm>> {
  if (terms.length === 0) return new Map();
  const rows = await connection.query<TermRow>(
    `SELECT t.term, t.segment_id, t.document_frequency, t.postings, t.direction
       FROM search_term AS t JOIN search_segment AS s ON s.segment_id = t.segment_id
      WHERE t.term IN (${terms.map(() => '?').join(', ')}) AND s.index_no = 'products' AND s.state = 'live'
      ORDER BY t.term, t.segment_id`,
    terms.map((term) => Buffer.from(term)),
  );
  const found = new Map<string, StoredTerm>();
  for (const { term, segment_id, document_frequency, postings, direction } of rows) {
    const text = term.toString();
    const before = found.get(text);
    found.set(text, {
      term: text,
      documentFrequency: (before?.documentFrequency ?? 0) + document_frequency,
      segments: [
        ...(before?.segments ?? []),
        { segmentId: segment_id, postings: decodePostings(postings, document_frequency) },
      ],
      direction: before?.direction ?? direction ?? undefined,
    });
  }
  return found;
}
