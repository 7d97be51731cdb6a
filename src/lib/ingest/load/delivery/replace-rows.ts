import { AetherError } from '../../../core/errors.ts';
import { runStep } from '../../../core/run-step.ts';
import { formatNumberOf } from '../../../core/units.ts';
import { quoteName, quoteQualified } from '../../../infra/mariadb/identifiers.ts';
import type { IngestRun } from '../../ingest-run.ts';
import type { Input } from '../../input/input.ts';
import { changeInParts, deleteInParts } from '../delete-in-parts.ts';
import type { LedgerFile } from '../file-ledger.ts';
import { breakLinks } from './break-links.ts';
import { chainOf } from './earlier-chunks.ts';
import { requireUnreferenced, type RowsOfFiles } from './require-unreferenced.ts';

type Needs = Pick<IngestRun, 'context' | 'connection' | 'databases' | 'ledger'>;

/**
 * Deletes what an earlier delivery has loaded into a table, in slices, and then its chunks in the ledger. It is up to
 * the caller to supersede it. A run that dies meanwhile leaves the state `replacing`: the file can then only be replaced. Throws LOAD_REFUSED if rows of it
 * do not have its number.
 */
export async function replaceRows(run: Needs, input: Input, earlier: LedgerFile): Promise<void> {
  const { context, connection, ledger, databases } = run;
  const { file } = input;
  const ofDelivery = await rowsOfDelivery(run, input, earlier.fileId);
  const chain = ofDelivery.fileIds;
  const isOfThem = `${quoteName(ofDelivery.column)} IN (${chain.join(', ')})`;
  await runStep(
    context,
    { id: `replace-${file.path}`, title: `delete the earlier ${file.name}` },
    async () => {
      const rows = await countNumbered(run, input, earlier.fileId);
      if (earlier.state !== 'replacing') await requireNumbered(run, input, { chain, rows });
      await requireUnreferenced(connection, ofDelivery);
      await ledger.conclude(earlier.fileId, 'replacing');
      await breakLinks(connection, ofDelivery);
      await deleteInParts(connection, ofDelivery.into, isOfThem);
      for (const part of ['ingest_deferred', 'ingest_chunk'])
        await deleteInParts(
          connection,
          { database: databases.meta, table: part },
          `file_id IN (${chain.join(', ')})`,
        );
      await closeRejects(run, chain);
      return { detail: `${formatNumberOf(rows, 'row')} deleted` };
    },
  );
}

/** Their file is replaced: a replay of them would load rows beside those of the new one. */
async function closeRejects({ connection, databases }: Needs, chain: readonly number[]): Promise<void> {
  await changeInParts(
    connection,
    { database: databases.meta, table: 'ingest_reject' },
    {
      change: (table) => `UPDATE ${table} SET replayed_at = UTC_TIMESTAMP(6)`,
      where: `file_id IN (${chain.join(', ')}) AND replayed_at IS NULL`,
    },
  );
}

/** The rows of a delivery and of all that it corrects. */
export async function rowsOfDelivery(
  { connection, databases }: Pick<Needs, 'connection' | 'databases'>,
  { spec }: Pick<Input, 'spec'>,
  fileId: number,
): Promise<RowsOfFiles> {
  return {
    into: { database: databases.data, table: spec.into ?? '' },
    column: spec.file_id_column ?? '',
    fileIds: await chainOf(connection, databases.meta, fileId),
  };
}

/** How many rows of a table have the number of a file, or of one that it corrects. */
export async function countNumbered(
  { connection, databases }: Pick<Needs, 'connection' | 'databases'>,
  { spec }: Pick<Input, 'spec'>,
  fileId: number,
): Promise<number> {
  const chain = await chainOf(connection, databases.meta, fileId);
  const [row] = await connection.query<{ rows: number }>(
    `SELECT CAST(COUNT(*) AS DOUBLE) AS \`rows\` FROM ${quoteQualified(databases.data, spec.into ?? '')}
      WHERE ${quoteName(spec.file_id_column ?? '')} IN (${chain.join(', ')})`,
  );
  return row?.rows ?? 0;
}

/** Rows without the number of their file would stay, and be loaded again. */
async function requireNumbered(
  run: Needs,
  { spec, file }: Input,
  { chain, rows }: { readonly chain: readonly number[]; readonly rows: number },
): Promise<void> {
  const [counts] = await run.connection.query<{
    accepted: number;
    replayed: number;
  }>(
    `SELECT CAST(COALESCE(SUM(accepted), 0) AS DOUBLE) AS accepted,
            CAST(COALESCE(SUM((SELECT COUNT(DISTINCT record_no) FROM ${quoteQualified(run.databases.meta, 'ingest_reject')} AS r
              WHERE r.file_id = c.file_id AND record_no BETWEEN first_record AND last_record
                AND replayed_at IS NOT NULL)), 0) AS DOUBLE) AS replayed
       FROM ${quoteQualified(run.databases.meta, 'ingest_chunk')} AS c WHERE file_id IN (${chain.join(', ')})`,
  );
  const loaded = (counts?.accepted ?? 0) + (counts?.replayed ?? 0);
  if (rows === loaded) return;
  throw new AetherError(
    'LOAD_REFUSED',
    `${file.path}: the earlier file of this name and its replays loaded ${loaded} rows into ${spec.into}, and ${rows} of them have its number in ${spec.file_id_column}`,
    { hint: 'delete its rows yourself, then load the file with --append' },
  );
}
