import { quoteQualified } from '../../../infra/mariadb/identifiers.ts';
import type { IngestRun } from '../../ingest-run.ts';
import type { FileIdentity } from '../file-ledger.ts';

/**
 * Makes the unfinished replays of a file of the source this run's own: a run that was taken for dead and has only slept must
 * not load a reject beside this one.
 */
export async function claimReplays(
  { connection, databases, ledger }: Pick<IngestRun, 'connection' | 'databases' | 'ledger'>,
  { source, fileKey, target }: Omit<FileIdentity, 'contentSha256'>,
): Promise<void> {
  const rows = await connection.query<{ fileId: number }>(
    `SELECT CAST(file_id AS DOUBLE) AS fileId FROM ${quoteQualified(databases.meta, 'ingest_file')}
      WHERE source = ? AND file_key = ? AND target = ? AND delivery_name IS NULL AND state = 'loading'`,
    [source, fileKey, target],
  );
  await ledger.claimAll(rows.map(({ fileId }) => fileId));
}
