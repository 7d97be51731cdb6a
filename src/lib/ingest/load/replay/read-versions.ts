import type { MariadbConnection } from '../../../infra/mariadb/connection.ts';
import { quoteQualified } from '../../../infra/mariadb/identifiers.ts';
import type { RecordOrigin } from '../../input/input.ts';
import { inList, originKey } from './same-record.ts';

export interface VersionSearch {
  readonly meta: string;
  /** What this file has loaded does not count; 0 for none. */
  readonly besides: number;
  /** The file of the source has steps: it does not go straight into a table. */
  readonly isStaged: boolean;
}

/** A record of a replay that corrects a reject. */
export interface Version extends RecordOrigin {
  /** false: it was rejected again. */
  readonly isLoaded: boolean;
}

/** What became of a reject. */
export interface Versions {
  /** The ledger notes that a corrected version is loaded. */
  readonly isMarked: boolean;
  readonly later: readonly Version[];
}

/** What became of rejects, by key. */
export async function readVersions(
  connection: MariadbConnection,
  search: VersionSearch,
  origins: readonly RecordOrigin[],
): Promise<ReadonlyMap<string, Versions>> {
  const marked = await connection.query<RecordOrigin>(
    `SELECT DISTINCT CAST(file_id AS DOUBLE) AS fileId, CAST(record_no AS DOUBLE) AS record
       FROM ${quoteQualified(search.meta, 'ingest_reject')}
      WHERE (file_id, record_no) IN (${inList(origins)}) AND replayed_at IS NOT NULL`,
  );
  const versions = new Map<string, Versions>(
    marked.map((origin) => [originKey(origin), { isMarked: true, later: [] }]),
  );
  for (const record of await readRecords(connection, search, origins)) {
    const { originFile, originRecord, fileId, record: number } = record;
    const isLoaded = record.isLoaded === 1;
    const key = originKey({ fileId: originFile, record: originRecord });
    const { isMarked, later } = versions.get(key) ?? { isMarked: false, later: [] };
    versions.set(
      key,
      fileId === search.besides
        ? // The mark may say no more than that; another file that has loaded it is among the later versions.
          { isMarked: isMarked && !isLoaded, later }
        : { isMarked, later: [...later, { fileId, record: number, isLoaded }] },
    );
  }
  return versions;
}

/**
 * The records of replays that are of these rejects. A replay of a staged file that was cut off is loaded again from its
 * beginning, and a row that waits for its parent is not in the table: neither counts.
 */
function readRecords(
  connection: MariadbConnection,
  { meta, isStaged }: VersionSearch,
  origins: readonly RecordOrigin[],
): Promise<(RecordOrigin & Record<'originFile' | 'originRecord' | 'isLoaded', number>)[]> {
  const table = (name: string) => quoteQualified(meta, `ingest_${name}`);
  const unloaded = isStaged ? "'failed', 'loading'" : "'failed'";
  const isIn = (name: string) =>
    `EXISTS (SELECT 1 FROM ${table(name)} AS s WHERE s.file_id = c.file_id AND s.record_no = c.record_no)`;
  return connection.query(
    `SELECT CAST(origin_file_id AS DOUBLE) AS originFile, CAST(origin_record_no AS DOUBLE) AS originRecord,
            CAST(c.file_id AS DOUBLE) AS fileId, CAST(c.record_no AS DOUBLE) AS record, NOT ${isIn('reject')} AS isLoaded
       FROM ${table('replay')} AS c JOIN ${table('file')} AS f ON f.file_id = c.file_id
      WHERE (origin_file_id, origin_record_no) IN (${inList(origins)})
        AND f.state NOT IN (${unloaded}) AND NOT ${isIn('deferred')}`,
  );
}

/** The rejects that these are corrections of themselves, each with the file of the correction. */
export async function readOrigins(
  connection: MariadbConnection,
  meta: string,
  records: readonly RecordOrigin[],
): Promise<(RecordOrigin & { readonly laterFile: number; readonly laterRecord: number })[]> {
  return connection.query(
    `SELECT CAST(file_id AS DOUBLE) AS laterFile, CAST(record_no AS DOUBLE) AS laterRecord,
            CAST(origin_file_id AS DOUBLE) AS fileId, CAST(origin_record_no AS DOUBLE) AS record
       FROM ${quoteQualified(meta, 'ingest_replay')} WHERE (file_id, record_no) IN (${inList(records)})`,
  );
}
