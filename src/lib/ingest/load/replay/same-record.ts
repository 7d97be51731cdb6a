import type { MariadbConnection } from '../../../infra/mariadb/connection.ts';
import { quoteQualified } from '../../../infra/mariadb/identifiers.ts';
import type { RecordOrigin } from '../../input/input.ts';

/** A correction keeps every record in its place: a reject of it and of the file that it corrects are the same record. */
export interface SameRecords {
  /** The record in every delivery of its file, itself with them. */
  of(origin: RecordOrigin): Promise<readonly RecordOrigin[]>;
}

/** Reads the deliveries of each file once. */
export function sameRecords(connection: MariadbConnection, meta: string): SameRecords {
  const files = quoteQualified(meta, 'ingest_file');
  const known = new Map<number, Promise<readonly number[]>>();
  const read = async (fileId: number): Promise<readonly number[]> => {
    const rows = await connection.query<{ fileId: number }>(
      `WITH RECURSIVE before_it (file_id) AS (
         SELECT CAST(? AS UNSIGNED)
         UNION
         SELECT f.corrects_file_id FROM ${files} AS f JOIN before_it USING (file_id) WHERE f.corrects_file_id IS NOT NULL),
       after_it (file_id) AS (
         SELECT CAST(? AS UNSIGNED)
         UNION
         SELECT f.file_id FROM ${files} AS f JOIN after_it AS a ON f.corrects_file_id = a.file_id)
       SELECT CAST(file_id AS DOUBLE) AS fileId FROM before_it UNION SELECT CAST(file_id AS DOUBLE) FROM after_it`,
      [fileId, fileId],
    );
    return rows.map((row) => row.fileId);
  };
  return {
    async of({ fileId, record }) {
      const deliveries = known.get(fileId) ?? read(fileId);
      known.set(fileId, deliveries);
      return (await deliveries).map((id) => ({ fileId: id, record }));
    },
  };
}

/** Origins for `(file_id, record_no) IN (…)`. They are numbers: nothing in them needs a quote. */
export function inList(origins: Iterable<RecordOrigin>): string {
  return Array.from(origins, ({ fileId, record }) => `(${fileId}, ${record})`).join(', ');
}

export function originKey({ fileId, record }: RecordOrigin): string {
  return `${fileId} ${record}`;
}
