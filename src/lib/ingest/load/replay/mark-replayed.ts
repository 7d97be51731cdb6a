import type { MariadbConnection } from '../../../infra/mariadb/connection.ts';
import { quoteQualified } from '../../../infra/mariadb/identifiers.ts';
import type { RecordOrigin } from '../../input/input.ts';
import type { Source } from '../../source/source-schema.ts';
import { readOrigins } from './read-versions.ts';
import { inList, originKey, sameRecords } from './same-record.ts';

const RECORDS_PER_UPDATE = 500;

interface Replay {
  readonly meta: string;
  readonly fileId: number;
}

/**
 * Notes on the rejects that a replay is of that a corrected version was loaded, on those that they were corrections of
 * themselves, and on those of the same record in other deliveries. What is rejected again stays open.
 */
async function markReplayed(connection: MariadbConnection, replay: Replay): Promise<void> {
  await eachOrigins(connection, replay, async (table, list) => {
    await connection.run(
      `UPDATE ${table} SET replayed_at = UTC_TIMESTAMP(6) WHERE (file_id, record_no) IN (${list}) AND replayed_at IS NULL`,
    );
  });
}

/**
 * Notes this for every replay of the source that is loaded. Any run does so, because the run that loaded a replay may have been
 * killed before it noted anything, or the replay has waited for a file that a later run brought. What a killed run has loaded
 * straight into a table is there, whether the rest of its file follows or not.
 */
export async function markLoadedReplays(
  connection: MariadbConnection,
  { meta, source }: { readonly meta: string; readonly source: Source },
): Promise<void> {
  const table = (name: string) => quoteQualified(meta, `ingest_${name}`);
  const direct = Object.values(source.files).flatMap(({ into }) => into ?? []);
  const states = ["f.state = 'transformed'", ...direct.map(() => "(f.state = 'loading' AND f.target = ?)")];
  const unnoted = await connection.query<{ fileId: number }>(
    `SELECT DISTINCT CAST(c.file_id AS DOUBLE) AS fileId
       FROM ${table('file')} AS f JOIN ${table('replay')} AS c USING (file_id)
       JOIN ${table('reject')} AS o ON o.file_id = c.origin_file_id AND o.record_no = c.origin_record_no
      WHERE f.source = ? AND (${states.join(' OR ')}) AND o.replayed_at IS NULL AND ${isInTable(meta)}`,
    [source.source, ...direct],
  );
  for (const { fileId } of unnoted) await markReplayed(connection, { meta, fileId });
}

/** Takes the notes back, as the rows are gone and the replay is to be loaded again. */
export async function unmarkReplayed(connection: MariadbConnection, replay: Replay): Promise<void> {
  await eachOrigins(connection, replay, async (table, list) => {
    await connection.run(`UPDATE ${table} SET replayed_at = NULL WHERE (file_id, record_no) IN (${list})`);
  });
}

async function eachOrigins(
  connection: MariadbConnection,
  { meta, fileId }: Replay,
  change: (table: string, list: string) => Promise<void>,
): Promise<void> {
  const [rejects = '', replays] = ['ingest_reject', 'ingest_replay'].map((name) =>
    quoteQualified(meta, name),
  );
  const same = sameRecords(connection, meta);
  for (let after = 0; ;) {
    const rows = await connection.query<RecordOrigin & { own: number }>(
      `SELECT CAST(c.record_no AS DOUBLE) AS own, CAST(origin_file_id AS DOUBLE) AS fileId, CAST(origin_record_no AS DOUBLE) AS record
         FROM ${replays} AS c
        WHERE c.file_id = ? AND c.record_no > ? AND ${isInTable(meta)} ORDER BY c.record_no LIMIT ${RECORDS_PER_UPDATE}`,
      [fileId, after],
    );
    const last = rows.at(-1);
    if (last === undefined) return;
    after = last.own;
    const seen = new Map<string, RecordOrigin>();
    for (let level: readonly RecordOrigin[] = rows; level.length > 0;) {
      const fresh = (await Promise.all(level.map((origin) => same.of(origin))))
        .flat()
        .filter((origin) => !seen.has(originKey(origin)));
      if (fresh.length === 0) break;
      for (const origin of fresh) seen.set(originKey(origin), origin);
      level = await readOrigins(connection, meta, fresh);
    }
    await change(rejects, inList(seen.values()));
  }
}

/** Of a record `c` of a replay: it was not rejected again, and does not wait for its parent. */
function isInTable(meta: string): string {
  return ['reject', 'deferred']
    .map(
      (name) =>
        `NOT EXISTS (SELECT 1 FROM ${quoteQualified(meta, `ingest_${name}`)} AS s WHERE s.file_id = c.file_id AND s.record_no = c.record_no)`,
    )
    .join(' AND ');
}
