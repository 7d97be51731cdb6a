import { AetherError } from '../../core/errors.ts';
import type { Databases } from '../../infra/config/databases.ts';
import type { MariadbConnection } from '../../infra/mariadb/connection.ts';
import { quoteName } from '../../infra/mariadb/identifiers.ts';
import type { Source } from '../source/source-schema.ts';

/** The youngest of the columns that a load writes to: where it is, all are. */
const YOUNGEST = { table: 'ingest_found', column: 'record_no' };

/**
 * Enters the business database, and makes sure that the tables are there that a load writes to.
 * Throws SCHEMA_MISSING, or LOAD_REFUSED for a table that the source names with `into`.
 */
export async function requireTables(
  connection: MariadbConnection,
  databases: Databases,
  source: Source,
): Promise<void> {
  if (!(await isUpToDate(connection, databases.meta))) {
    const missing = `the tables of aether are not in ${databases.data}, or not all of them`;
    throw new AetherError('SCHEMA_MISSING', missing, { hint: 'aether schema apply' });
  }
  await connection.run(`USE ${quoteName(databases.data)}`);
  for (const { into } of Object.values(source.files)) {
    if (into === undefined || (await exists(connection, databases.data, into))) continue;
    throw new AetherError(
      'LOAD_REFUSED',
      `the source loads into ${databases.data}.${into}, and there is no such table`,
      {
        hint: 'create it, or correct "into" in the source',
      },
    );
  }
}

/** Whether the ledger has all that a load writes to. */
export async function isUpToDate(connection: MariadbConnection, meta: string): Promise<boolean> {
  const rows = await connection.query(
    'SELECT 1 FROM information_schema.columns WHERE table_schema = ? AND table_name = ? AND column_name = ?',
    [meta, YOUNGEST.table, YOUNGEST.column],
  );
  return rows.length > 0;
}

async function exists(connection: MariadbConnection, database: string, table: string): Promise<boolean> {
  const rows = await connection.query(
    'SELECT 1 FROM information_schema.tables WHERE table_schema = ? AND table_name = ?',
    [database, table],
  );
  return rows.length > 0;
}
