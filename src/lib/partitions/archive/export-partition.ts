import { AetherError } from '../../core/errors.ts';
import { databasesOf } from '../../infra/config/databases.ts';
import type { Context } from '../../infra/context.ts';
import type { MariadbConnection } from '../../infra/mariadb/connection.ts';
import { quoteQualified } from '../../infra/mariadb/identifiers.ts';
import { archiveLedger } from './archive-ledger.ts';
import type { ArchiveUnit } from './archive-unit.ts';
import { type ArchiveTools, copyDefinition } from './exchange.ts';
import { writeManifest } from './manifest.ts';
import { readArchive } from './read-archive.ts';
import { digestRows, type RowDigest } from './row-digest.ts';
import { readColumns, storedColumns, type TableColumn } from './table-columns.ts';
import { writeArchive, type WrittenFile } from './write-archive.ts';

export interface ExportTools extends ArchiveTools {
  /** A session of the account `ingest`, which may load data and switch the checks of the triggers off. */
  readonly openLoader: () => Promise<MariadbConnection>;
}

export async function exportTools(context: Context, connection: MariadbConnection): Promise<ExportTools> {
  const { config } = await context.environment();
  const databases = databasesOf(config.mariadb.database);
  return {
    connection,
    databases,
    ledger: archiveLedger(connection, databases.meta, context.runId),
    openLoader: async () => (await context.mariadb('ingest')).open({ localInfile: true }),
  };
}

interface Exported {
  readonly table: string;
  readonly detachedTable: string;
  readonly file: string;
}

/**
 * Writes a detached table into a file, loads that file into a scratch table and compares the digests of all rows; only
 * then the ledger says so. A run that was cut off writes it again. Throws ARCHIVE_REFUSED.
 */
export async function exportPartition(
  { runId, clock }: Pick<Context, 'runId' | 'clock'>,
  tools: ExportTools,
  { partition, span }: ArchiveUnit,
  { table, detachedTable, file }: Exported,
): Promise<WrittenFile & RowDigest> {
  const { connection, databases, ledger } = tools;
  const columns = await readColumns(connection, databases.archive, detachedTable);
  const from = quoteQualified(databases.archive, detachedTable);
  const digest = await digestRows(connection, from, columns);
  const written = await writeArchive(connection, from, storedColumns(columns), file);
  await requireSame(tools, { detachedTable, columns, file, expected: digest });
  await writeManifest(file, {
    ...(await describe(connection, databases.data, databases.meta, { table, from })),
    sha256: written.sha256,
    bytes: written.bytes,
    database: databases.data,
    table,
    partition,
    ...span,
    rows: digest.rows,
    row_digest: digest.digest,
    columns: storedColumns(columns).map(({ name, type, isBinary }) => ({
      name,
      type,
      hexadecimal: isBinary,
    })),
    archived_at: clock.now().toISOString(),
    run_id: runId,
  });
  await ledger.change({ table, partition }, 'exported', { ...digest, file, fileSha256: written.sha256 });
  return { ...written, ...digest };
}

async function requireSame(
  { openLoader, databases, connection }: ExportTools,
  check: { detachedTable: string; columns: readonly TableColumn[]; file: string; expected: RowDigest },
): Promise<void> {
  const { detachedTable, columns, file, expected } = check;
  const scratch = `${detachedTable.slice(0, 56)}__check`;
  const target = quoteQualified(databases.archive, scratch);
  await connection.run(`DROP TABLE IF EXISTS ${target}`);
  await copyDefinition(connection, quoteQualified(databases.archive, detachedTable), target);
  try {
    await using loader = await openLoader();
    await readArchive(loader, file, target, storedColumns(columns));
    const found = await digestRows(connection, target, columns);
    if (found.rows === expected.rows && found.digest === expected.digest) return;
    throw new AetherError(
      'ARCHIVE_REFUSED',
      `${file} does not give back the rows of ${detachedTable} (${found.rows} of ${expected.rows} rows)`,
      {
        hint: 'the table stays where it is; run the same command again, and report this if it happens twice',
      },
    );
  } finally {
    await connection.run(`DROP TABLE IF EXISTS ${target}`);
  }
}

async function describe(
  connection: MariadbConnection,
  data: string,
  meta: string,
  { table, from }: { table: string; from: string },
): Promise<{ create_table: string; personal_columns: string[]; server_version: string }> {
  const [created] = await connection.query<Record<string, string>>(`SHOW CREATE TABLE ${from}`);
  const [server] = await connection.query<{ version: string }>('SELECT VERSION() AS version');
  const personal = await connection.query<{ name: string }>(
    `SELECT column_name AS name FROM ${quoteQualified(meta, 'pii_column')} WHERE table_name = ? ORDER BY column_name`,
    [table],
  );
  return {
    create_table: created?.['Create Table'] ?? '',
    personal_columns: personal.map(({ name }) => name),
    server_version: server?.version ?? `unknown, of ${data}`,
  };
}
