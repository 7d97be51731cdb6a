import type { MariadbConnection } from '../../infra/mariadb/connection.ts';
import { quoteQualified } from '../../infra/mariadb/identifiers.ts';
import { deleteInParts, type TableName } from './delete-in-parts.ts';

/** Removes the staged records of a file that has failed; it stops where another run has begun to load the file again. */
export async function unstageFile(
  connection: MariadbConnection,
  stage: TableName,
  { meta, fileId }: { readonly meta: string; readonly fileId: number },
): Promise<void> {
  const stillFailed = `SELECT 1 FROM ${quoteQualified(meta, 'ingest_file')} WHERE file_id = ? AND state = 'failed'`;
  await deleteInParts(connection, stage, `_file = ? AND EXISTS (${stillFailed})`, [fileId, fileId]);
}
