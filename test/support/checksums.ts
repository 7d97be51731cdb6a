import type { Workspace } from './workspace.ts';

/** The server's own checksum of every table of a database: whoever changes a byte changes one of them. */
export async function checksumTables(
  workspace: Workspace,
  database: string,
): Promise<Record<string, string>> {
  const tables = await workspace.rows(
    `SELECT CONCAT(table_schema, '.', table_name) AS name FROM information_schema.tables
      WHERE table_schema = ? AND table_type = 'BASE TABLE' ORDER BY table_name`,
    [database],
  );
  const names = tables.map((row) => String(row['name']));
  const sums = await workspace.rows(`CHECKSUM TABLE ${names.join(', ')} EXTENDED`);
  return Object.fromEntries(sums.map((row) => [String(row['Table']), String(row['Checksum'])]));
}
