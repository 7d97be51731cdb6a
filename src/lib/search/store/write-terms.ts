import type { MariadbConnection, SqlValue } from '../../infra/mariadb/connection.ts';

export interface TermPostings {
  readonly term: string;
  /** Products that hold it. */
  readonly count: number;
  readonly postings: Buffer;
}

/** The direction of a term in the space of meaning; undefined if it has none. */
export type DirectionOf = (term: string) => Buffer | undefined;

/** Bytes and rows of one INSERT: it must fit a packet of 16 MiB, in which every byte is written with two. */
const MOST_BYTES = 1024 * 1024;
const MOST_ROWS = 1_000;

/**
 * Writes the terms of a segment in statements of many rows; one that is repeated changes nothing.
 * Returns the number of terms.
 */
export async function writeTerms(
  connection: MariadbConnection,
  segmentId: string,
  terms: Iterable<TermPostings>,
  directionOf: DirectionOf,
): Promise<number> {
  let values: SqlValue[] = [];
  let bytes = 0;
  let written = 0;
  const flush = async () => {
    const rows = values.length / 5;
    if (rows === 0) return;
    await connection.run(
      `REPLACE INTO search_term (term, segment_id, document_frequency, postings, direction) VALUES ${Array.from({ length: rows }, () => '(?, ?, ?, ?, ?)').join(', ')}`,
      values,
    );
    written += rows;
    values = [];
    bytes = 0;
  };
  for (const { term, count, postings } of terms) {
    const direction = directionOf(term) ?? null;
    values.push(Buffer.from(term), segmentId, count, postings, direction);
    bytes += postings.length + (direction?.length ?? 0);
    if (bytes >= MOST_BYTES || values.length >= MOST_ROWS * 5) await flush();
  }
  await flush();
  return written;
}
