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

/** The index with one of its live segments, or with none. */
interface IndexRow {
  readonly generation: string;
  readonly analyser: string;
  readonly documents: number;
  readonly field_totals: string;
  readonly built_at: string;
  readonly dimensions: number;
  readonly segment_id: string | null;
  readonly segment_documents: number | null;
}

/** The index, or undefined before it is built for the first time. */
export async function readIndexState(connection: MariadbConnection): Promise<IndexState | undefined> {
  const rows = await connection.query<IndexRow>(
    `SELECT i.generation, i.analyser, i.documents, i.field_totals, i.built_at, i.dimensions,
            s.segment_id, s.documents AS segment_documents
       FROM search_index AS i LEFT JOIN search_segment AS s ON s.index_no = i.index_no AND s.state = 'live'
      WHERE i.index_no = ? ORDER BY s.segment_id`,
    [INDEX_NO],
  );
  const [row] = rows;
  if (row === undefined) return undefined;
  return {
    generation: Number(row.generation),
    analyser: row.analyser,
    documents: row.documents,
    fieldTotals: JSON.parse(row.field_totals) as FieldLengths,
    builtAt: row.built_at,
    dimensions: row.dimensions,
    segments: rows.flatMap(({ segment_id, segment_documents }) =>
      segment_id === null ? [] : [{ segmentId: segment_id, documents: segment_documents ?? 0 }],
    ),
  };
}
