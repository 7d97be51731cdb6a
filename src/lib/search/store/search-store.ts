import type { MariadbConnection } from '../../infra/mariadb/connection.ts';
import type { FieldLengths } from '../index/occurrences.ts';

/** The one index that there is: of products. */
export const INDEX_NO = 'products';

/** An index as it is found. */
export interface IndexState {
  readonly generation: number;
  readonly analyser: string;
  readonly documents: number;
  /** Words of all products, by field. */
  readonly fieldTotals: FieldLengths;
  readonly builtAt: string;
  /** Of the space of meaning; 0 if there is none. */
  readonly dimensions: number;
  /** Live segments, the base first. */
  readonly segments: readonly { readonly segmentId: string; readonly documents: number }[];
}

interface IndexRow {
  readonly generation: string;
  readonly analyser: string;
  readonly documents: number;
  readonly field_totals: string;
  readonly built_at: string;
  readonly dimensions: number;
}

/** The index, or undefined before it is built for the first time. */
export async function readIndexState(connection: MariadbConnection): Promise<IndexState | undefined> {
  const [row] = await connection.query<IndexRow>(
    'SELECT generation, analyser, documents, field_totals, built_at, dimensions FROM search_index WHERE index_no = ?',
    [INDEX_NO],
  );
  if (row === undefined) return undefined;
  const segments = await connection.query<{ segmentId: string; documents: number }>(
    `SELECT segment_id AS segmentId, documents FROM search_segment
      WHERE index_no = ? AND state = 'live' ORDER BY segment_id`,
    [INDEX_NO],
  );
  return {
    generation: Number(row.generation),
    analyser: row.analyser,
    documents: row.documents,
    fieldTotals: JSON.parse(row.field_totals) as FieldLengths,
    builtAt: row.built_at,
    dimensions: row.dimensions,
    segments,
  };
}
