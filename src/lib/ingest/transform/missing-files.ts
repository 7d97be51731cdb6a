import { basename } from 'node:path';
import type { MariadbConnection } from '../../infra/mariadb/connection.ts';
import { quoteQualified } from '../../infra/mariadb/identifiers.ts';
import type { DeliveredFile } from './hold-files.ts';

/**
 * The files that came with one of these runs and are not loaded: over their budgets, or left half loaded. A file that
 * was loaded later under the same name takes the place of one.
 */
export async function missingFiles(
  connection: MariadbConnection,
  meta: string,
  { source, runIds }: { readonly source: string; readonly runIds: readonly string[] },
): Promise<DeliveredFile[]> {
  const files = quoteQualified(meta, 'ingest_file');
  const rows = await connection.query<Omit<DeliveredFile, 'name'> & { readonly fileName: string }>(
    `SELECT CAST(file_id AS DOUBLE) AS fileId, file_key AS fileKey, file_name AS fileName, run_id AS runId
       FROM ${files} AS f
      WHERE source = ? AND run_id IN (${runIds.map(() => '?').join(', ')}) AND state IN ('loading', 'failed', 'replacing')
        AND NOT EXISTS (
          SELECT 1 FROM ${files} AS later
           WHERE later.source = f.source AND later.file_key = f.file_key AND later.target = f.target
             AND later.delivery_name <=> f.delivery_name AND later.file_id > f.file_id
             AND later.state IN ('loaded', 'waiting', 'transformed'))
      ORDER BY file_id`,
    [source, ...runIds],
  );
  return rows.map(({ fileName, ...file }) => ({ ...file, name: basename(fileName) }));
}
