import type { MariadbConnection } from '../../infra/mariadb/connection.ts';

export type PartKind = 'documents' | 'replaced' | 'words' | 'vectors';

/** Bytes of a part: a statement doubles them, and must fit into the smallest usual packet of 16 MiB. */
const PART_BYTES = 4 * 1024 * 1024;

/** Writes a list of a segment, in as many parts as it needs. Writing it again changes nothing. */
export async function writeParts(
  connection: MariadbConnection,
  segmentId: string,
  kind: PartKind,
  content: Buffer,
): Promise<void> {
  for (let from = 0, number = 0; from < content.length; from += PART_BYTES, number += 1) {
    await connection.run(
      'REPLACE INTO search_part (segment_id, kind, part_no, content) VALUES (?, ?, ?, ?)',
      [segmentId, kind, number, content.subarray(from, from + PART_BYTES)],
    );
  }
}

/** The lists of one kind of all live segments, each as a whole. */
export async function readParts(
  connection: MariadbConnection,
  kind: PartKind,
): Promise<{ readonly segmentId: string; readonly content: Buffer }[]> {
  const rows = await connection.query<{ segment_id: string; content: Buffer }>(
    `SELECT p.segment_id, p.content
       FROM search_segment AS s JOIN search_part AS p ON p.segment_id = s.segment_id
      WHERE s.index_no = 'products' AND s.state = 'live' AND p.kind = ?
      ORDER BY p.segment_id, p.part_no`,
    [kind],
  );
  const bySegment = new Map<string, Buffer[]>();
  for (const { segment_id, content } of rows) {
    bySegment.set(segment_id, [...(bySegment.get(segment_id) ?? []), content]);
  }
  return [...bySegment].map(([segmentId, parts]) => ({ segmentId, content: Buffer.concat(parts) }));
}
