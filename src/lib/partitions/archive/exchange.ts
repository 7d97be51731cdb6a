import { AetherError } from '../../core/errors.ts';
import type { Databases } from '../../infra/config/databases.ts';
import type { Context } from '../../infra/context.ts';
import type { MariadbConnection } from '../../infra/mariadb/connection.ts';
import { quoteName, quoteQualified } from '../../infra/mariadb/identifiers.ts';
import { runDdl } from '../run-ddl.ts';
import type { ArchiveLedger } from './archive-ledger.ts';
import { type ArchiveUnit, detachedName, type MonthTable } from './archive-unit.ts';
import { countRows } from './read-units.ts';

export interface ArchiveTools {
  readonly connection: MariadbConnection;
  readonly databases: Databases;
  readonly ledger: ArchiveLedger;
}

/**
 * Moves a partition into the archive database: it changes places with an empty table. An EXCHANGE that an earlier run had
 * begun is never repeated blindly, as a second one would bring the rows back: the rows of the detached table say whether it
 * took place. Returns the rows that moved. Throws ARCHIVE_REFUSED, TABLE_IN_USE.
 */
export async function detach(
  context: Context,
  { connection, databases, ledger }: ArchiveTools,
  { partition, span }: ArchiveUnit,
  { table, entry }: MonthTable,
): Promise<number> {
  const detachedTable = detachedName(table, partition);
  if (entry?.state !== 'detaching') {
    await makeEmpty(connection, databases, table, detachedTable);
    const rows = await countRows(connection, databases.data, table, partition);
    await ledger.begin({ table, partition, below: span.below, detachedTable, rows });
  }
  if ((await countRows(connection, databases.archive, detachedTable)) === 0)
    await runDdl(context, connection, exchangeStatement(databases, table, partition, detachedTable), table);
  const moved = await countRows(connection, databases.archive, detachedTable);
  if (moved === 0) {
    throw new AetherError(
      'ARCHIVE_REFUSED',
      `${table} ${partition}: its rows are neither in the table nor in ${databases.archive}.${detachedTable}`,
      {
        hint: 'somebody else has moved or deleted them; look into partition_archive and partition_event before anything is changed',
      },
    );
  }
  await ledger.change({ table, partition }, 'detached', { rows: moved });
  return moved;
}

export function exchangeStatement(
  { data, archive }: Databases,
  table: string,
  partition: string,
  detachedTable: string,
): string {
  return `ALTER TABLE ${quoteQualified(data, table)} EXCHANGE PARTITION ${quoteName(partition)} WITH TABLE ${quoteQualified(archive, detachedTable)}`;
}

/** Makes an empty table with the definition of the other, without partitions; one that has rows is never touched. */
export async function makeEmpty(
  connection: MariadbConnection,
  { data, archive }: Databases,
  table: string,
  name: string,
): Promise<void> {
  const target = quoteQualified(archive, name);
  const found = await connection.query(
    'SELECT 1 FROM information_schema.tables WHERE table_schema = ? AND table_name = ?',
    [archive, name],
  );
  if (found.length > 0) {
    if ((await countRows(connection, archive, name)) > 0) {
      throw new AetherError(
        'ARCHIVE_REFUSED',
        `${archive}.${name} has rows already, which partition_archive does not know`,
        {
          hint: 'find out whose they are; move them elsewhere or drop the table, then run the same command again',
        },
      );
    }
    await connection.run(`DROP TABLE ${target}`);
  }
  await copyDefinition(connection, quoteQualified(data, table), target);
}

/** The statement of SHOW CREATE TABLE for a table of another name, without partitions. */
export function createUnder(target: string, definition: string): string {
  return definition
    .replace(/^CREATE TABLE `(?:[^`]|``)+`/, () => `CREATE TABLE ${target}`)
    .replace(/\n PARTITION BY [\s\S]*$/, '');
}

/** Makes an empty table like the other, without partitions. CREATE TABLE … LIKE is refused on a Galera cluster (4165). */
export async function copyDefinition(
  connection: MariadbConnection,
  from: string,
  target: string,
): Promise<void> {
  const [row] = await connection.query<Record<string, string>>(`SHOW CREATE TABLE ${from}`);
  await connection.run(createUnder(target, row?.['Create Table'] ?? ''));
}
