import type { MariadbConnection } from '../../infra/mariadb/connection.ts';
import { quoteQualified } from '../../infra/mariadb/identifiers.ts';

export type ArchiveState = 'detaching' | 'detached' | 'exported' | 'dropped' | 'restoring' | 'restored';

/** Where the rows of an archived partition are: a row of `meta.partition_archive`. */
export interface ArchiveEntry {
  readonly table: string;
  readonly partition: string;
  /** The first day that is not in it. */
  readonly below: string;
  readonly state: ArchiveState;
  /** In the archive database. */
  readonly detachedTable: string;
  readonly rows: number;
  readonly digest: string | null;
  readonly file: string | null;
  readonly fileSha256: string | null;
  /** Days since its file was read back; null if it was not. */
  readonly exportedDays: number | null;
}

/** What changes about an entry; the moments of its state are set with it. */
export type ArchiveChange = Partial<Pick<ArchiveEntry, 'rows' | 'digest' | 'file' | 'fileSha256'>>;

export interface ArchiveLedger {
  read(): Promise<ArchiveEntry[]>;
  /** Notes that a partition is about to leave, with its rows counted; an entry of an earlier time is replaced. */
  begin(entry: Pick<ArchiveEntry, 'table' | 'partition' | 'below' | 'detachedTable' | 'rows'>): Promise<void>;
  change(
    entry: Pick<ArchiveEntry, 'table' | 'partition'>,
    state: ArchiveState,
    change?: ArchiveChange,
  ): Promise<void>;
}

const MOMENTS: Readonly<Partial<Record<ArchiveState, string>>> = {
  detached: 'detached_at',
  exported: 'exported_at',
  dropped: 'dropped_at',
  restored: 'restored_at',
};

export function archiveLedger(connection: MariadbConnection, meta: string, runId: string): ArchiveLedger {
  const table = quoteQualified(meta, 'partition_archive');
  return {
    read: () =>
      connection.query<ArchiveEntry>(
        `SELECT table_name AS \`table\`, partition_name AS \`partition\`, CAST(below AS CHAR) AS below, state,
                detached_table AS detachedTable, CAST(row_count AS DOUBLE) AS \`rows\`, row_digest AS digest,
                file_name AS file, file_sha256 AS fileSha256,
                CAST(TIMESTAMPDIFF(DAY, exported_at, UTC_TIMESTAMP()) AS DOUBLE) AS exportedDays
           FROM ${table} ORDER BY below, table_name`,
      ),
    async begin({ table: name, partition, below, detachedTable, rows }) {
      await connection.run(
        `REPLACE INTO ${table} (table_name, partition_name, below, state, detached_table, row_count, run_id) VALUES (?, ?, ?, 'detaching', ?, ?, ?)`,
        [name, partition, below, detachedTable, rows, runId],
      );
    },
    async change({ table: name, partition }, state, { rows, digest, file, fileSha256 } = {}) {
      const moment = MOMENTS[state];
      await connection.run(
        `UPDATE ${table} SET state = ?, run_id = ?, row_count = COALESCE(?, row_count), row_digest = COALESCE(?, row_digest),
                file_name = COALESCE(?, file_name), file_sha256 = COALESCE(?, file_sha256)
                ${moment === undefined ? '' : `, ${moment} = UTC_TIMESTAMP(6)`}
          WHERE table_name = ? AND partition_name = ?`,
        [state, runId, rows ?? null, digest ?? null, file ?? null, fileSha256 ?? null, name, partition],
      );
    },
  };
}
