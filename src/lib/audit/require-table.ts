import { AetherError } from '../core/errors.ts';
import { didYouMean } from '../core/suggest.ts';
import { recordTable } from '../infra/audit/audit-database.ts';
import { readAuditedTables } from '../infra/audit/audited-table.ts';
import type { Databases } from '../infra/config/databases.ts';
import type { MariadbConnection } from '../infra/mariadb/connection.ts';

/** Throws USAGE for a table that has no records and gets none, and for a key of another length than its own. */
export async function requireTable(
  session: MariadbConnection,
  databases: Databases,
  { table: name, key }: { readonly table?: string | undefined; readonly key?: readonly string[] | undefined },
): Promise<void> {
  if (name === undefined) return;
  const tables = await readAuditedTables(session, databases);
  const table = tables.find((each) => each.name === name);
  if (table === undefined) {
    // It may have been audited once.
    const [record] = await session.query(
      `SELECT 1 FROM ${recordTable(databases.data)} WHERE table_name = ? LIMIT 1`,
      [name],
    );
    if (record !== undefined) return;
    const names = tables.map((each) => each.name);
    throw new AetherError('USAGE', `no table "${name}" is audited${didYouMean(name, names)}`, {
      hint: `use one of ${names.join(', ')}`,
    });
  }
  const columns = table.columns.filter(({ isKey }) => isKey).map((column) => column.name);
  if (key === undefined || key.length === columns.length) return;
  throw new AetherError('USAGE', `${name} has the primary key (${columns.join(', ')})`, {
    hint: `give ${columns.length === 1 ? 'its value' : `all ${columns.length} values`}, or none`,
  });
}
