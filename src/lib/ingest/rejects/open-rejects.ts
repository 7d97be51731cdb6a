import type { MariadbConnection } from '../../infra/mariadb/connection.ts';
import { quoteQualified } from '../../infra/mariadb/identifiers.ts';

/** A rejected record with all that is wrong with it. */
export interface RejectRow {
  readonly record: number;
  readonly line: number;
  readonly column: string;
  readonly rule: string;
  readonly reason: string;
  readonly raw: Buffer;
}

const ROWS_PER_READ = 5000;

interface Wanted {
  readonly meta: string;
  readonly fileId: number;
  /** The rule by which the source itself discards records, as those need no correction; empty for none. */
  readonly discardRule: string;
}

/** The rejects of a file that no corrected version has replaced, in order of record. */
export async function* openRejects(connection: MariadbConnection, wanted: Wanted): AsyncGenerator<RejectRow> {
  for (let after = 0; ;) {
    const rows = await readRejects(connection, wanted, after);
    yield* rows;
    const last = rows.at(-1);
    if (last === undefined) return;
    after = last.record;
  }
}

async function readRejects(
  connection: MariadbConnection,
  { meta, fileId, discardRule }: Wanted,
  after: number,
): Promise<RejectRow[]> {
  return connection.query<RejectRow>(
    `SELECT CAST(record_no AS DOUBLE) AS record, CAST(file_line AS DOUBLE) AS line,
            GROUP_CONCAT(column_name SEPARATOR '; ') AS \`column\`, GROUP_CONCAT(rule SEPARATOR '; ') AS rule,
            GROUP_CONCAT(reason SEPARATOR '; ') AS reason, MAX(raw) AS raw
       FROM ${quoteQualified(meta, 'ingest_reject')}
      WHERE file_id = ? AND record_no > ? AND rule <> ? AND replayed_at IS NULL
      GROUP BY record_no, file_line ORDER BY record_no LIMIT ${ROWS_PER_READ}`,
    [fileId, after, discardRule],
  );
}
