import { AetherError } from '../../core/errors.ts';
import type { Context } from '../../infra/context.ts';
import { quoteQualified } from '../../infra/mariadb/identifiers.ts';
import { serverErrno } from '../../infra/mariadb/driver-error.ts';
import { runDdl } from '../run-ddl.ts';
import type { ArchiveUnit, ColumnMatch, MonthTable } from './archive-unit.ts';
import { createUnder, exchangeStatement } from './exchange.ts';
import type { ExportTools } from './export-partition.ts';
import { readManifest } from './manifest.ts';
import { readPrimaryKey } from './match-columns.ts';
import { moveRows } from './move-rows.ts';
import { canExchange } from './plan-restore.ts';
import { readArchive, requireContent } from './read-archive.ts';
import { countRows } from './read-units.ts';
import { digestRows } from './row-digest.ts';
import { readColumns, storedColumns } from './table-columns.ts';

/**
 * Makes the detached table again from its definition and its file, and compares all rows with the digest of the time when
 * it left. Throws ARCHIVE_REFUSED.
 */
export async function loadDetached(
  { connection, openLoader, databases, ledger }: ExportTools,
  { table, entry }: MonthTable,
  file: string,
): Promise<void> {
  if (entry === undefined) return;
  await requireContent(file, entry.fileSha256);
  const manifest = await readManifest(file);
  const target = quoteQualified(databases.archive, entry.detachedTable);
  await connection.run(`DROP TABLE IF EXISTS ${target}`);
  await connection.run(createUnder(target, manifest.create_table));
  const columns = await readColumns(connection, databases.archive, entry.detachedTable);
  await using loader = await openLoader();
  await readArchive(loader, file, target, storedColumns(columns));
  const found = await digestRows(connection, target, columns);
  if (found.digest !== entry.digest) {
    throw new AetherError(
      'ARCHIVE_REFUSED',
      `${file} does not give back the ${entry.rows} rows that were archived (${found.rows} rows)`,
      {
        hint: 'the table is as it was; put the file back from a backup',
      },
    );
  }
  await ledger.change({ table, partition: entry.partition }, 'exported');
}

/** ER_TABLES_DIFFERENT_METADATA and ER_PARTITION_EXCHANGE_DIFFERENT_OPTION: keys, rules or options have changed. */
const DIFFERENT = new Set([1736, 1731]);

/**
 * Gives the rows of a detached table back to their partition and drops the table, which is empty then. Whether an EXCHANGE
 * of an earlier run took place is seen from the rows that are left in it; rows that were written into the partition
 * meanwhile have changed places with it, and go back.
 */
export async function attach(
  context: Context,
  tools: ExportTools,
  { partition }: ArchiveUnit,
  { table: { table, entry }, match }: { table: MonthTable; match: ColumnMatch },
): Promise<void> {
  if (entry === undefined) return;
  const { connection, databases, ledger } = tools;
  await ledger.change({ table, partition }, 'restoring');
  const archived = await readColumns(connection, databases.archive, entry.detachedTable);
  // None: an earlier run was cut off after it had dropped the table.
  if (archived.length > 0) {
    await giveBack(context, tools, { table, partition, detachedTable: entry.detachedTable, match });
    await connection.run(`DROP TABLE ${quoteQualified(databases.archive, entry.detachedTable)}`);
  }
  await ledger.change({ table, partition }, 'restored');
}

interface GivenBack {
  readonly table: string;
  readonly partition: string;
  readonly detachedTable: string;
  readonly match: ColumnMatch;
}

async function giveBack(
  context: Context,
  { connection, openLoader, databases }: ExportTools,
  given: GivenBack,
): Promise<void> {
  const { table, partition, detachedTable, match } = given;
  const left = () => countRows(connection, databases.archive, detachedTable);
  const rows = await countRows(connection, databases.data, table, partition);
  if ((await left()) > 0 && canExchange({ rows }, match)) {
    try {
      await runDdl(context, connection, exchangeStatement(databases, table, partition, detachedTable), table);
    } catch (thrown) {
      if (!DIFFERENT.has(serverErrno(thrown) ?? 0)) throw thrown;
    }
  }
  if ((await left()) === 0) return;
  await using loader = await openLoader();
  await moveRows(context, loader, {
    from: quoteQualified(databases.archive, detachedTable),
    to: quoteQualified(databases.data, table),
    columns: match.common,
    key: await readPrimaryKey(connection, databases.archive, detachedTable),
  });
}
