import type { MariadbConnection } from '../../infra/mariadb/connection.ts';
import type { FieldLengths } from '../index/occurrences.ts';
import { encodeNumbers } from './known-documents.ts';
import { INDEX_NO } from './search-store.ts';

/** Begins a segment that nobody reads yet; returns its number. */
export async function createSegment(connection: MariadbConnection): Promise<string> {
  const { insertId } = await connection.run(
    "INSERT INTO search_segment (index_no, state) VALUES (?, 'building')",
    [INDEX_NO],
  );
  return insertId;
}

export interface Publication {
  readonly segmentId: string;
  /** Products of the segment. */
  readonly segmentDocuments: number;
  /** The segment takes the place of all others. */
  readonly isBase: boolean;
  /** Products of earlier segments that changed or are gone, by segment. */
  readonly replaced: ReadonlyMap<string, readonly number[]>;
  readonly analyser: string;
  /** Products of the whole index. */
  readonly documents: number;
  readonly fieldTotals: FieldLengths;
  /** Of the space of meaning; 0 if there is none. */
  readonly dimensions: number;
}

/** Makes a segment live, and all that follows from it. Runs inside of the caller's transaction. */
export async function publishSegment(connection: MariadbConnection, what: Publication): Promise<void> {
  if (what.isBase) {
    await connection.run("UPDATE search_segment SET state = 'old' WHERE index_no = ? AND state = 'live'", [
      INDEX_NO,
    ]);
  }
  await connection.run("UPDATE search_segment SET state = 'live', documents = ? WHERE segment_id = ?", [
    what.segmentDocuments,
    what.segmentId,
  ]);
  for (const [segmentId, productIds] of what.replaced) {
    await connection.run(
      "REPLACE INTO search_part (segment_id, kind, part_no, content) VALUES (?, 'replaced', ?, ?)",
      [segmentId, what.segmentId, encodeNumbers(productIds)],
    );
  }
  await connection.run(
    `INSERT INTO search_index (index_no, generation, analyser, documents, field_totals, dimensions, built_at)
     VALUES (?, 1, ?, ?, ?, ?, UTC_TIMESTAMP(6))
     ON DUPLICATE KEY UPDATE generation = generation + 1, analyser = VALUES(analyser),
       documents = VALUES(documents), field_totals = VALUES(field_totals),
       dimensions = VALUES(dimensions), built_at = VALUES(built_at)`,
    [INDEX_NO, what.analyser, what.documents, JSON.stringify(what.fieldTotals), what.dimensions],
  );
}

/** Rows that one DELETE takes: on Galera a transaction must stay small. */
const ROWS_AT_A_TIME = 5_000;

/** Deletes segments that nobody reads: replaced ones, and those that a killed build has left. */
export async function deleteUnusedSegments(connection: MariadbConnection): Promise<void> {
  const unused = await connection.query<{ segment_id: string }>(
    "SELECT segment_id FROM search_segment WHERE index_no = ? AND state <> 'live'",
    [INDEX_NO],
  );
  for (const { segment_id } of unused) {
    for (const table of ['search_term', 'search_part']) {
      let deleted: number;
      do {
        ({ affectedRows: deleted } = await connection.run(
          `DELETE FROM ${table} WHERE segment_id = ? LIMIT ${ROWS_AT_A_TIME}`,
          [segment_id],
        ));
      } while (deleted === ROWS_AT_A_TIME);
    }
    await connection.run('DELETE FROM search_segment WHERE segment_id = ?', [segment_id]);
  }
}
