import { AetherError } from '../../core/errors.ts';
import type { MariadbConnection } from '../../infra/mariadb/connection.ts';

/** Throws SCHEMA_MISSING if the tables of the search index are not there. */
export async function requireSearchTables(connection: MariadbConnection): Promise<void> {
  const rows = await connection.query(
    "SELECT 1 FROM information_schema.tables WHERE table_schema = DATABASE() AND table_name = 'search_part'",
  );
  if (rows.length > 0) return;
  const database = connection.endpoint.database ?? 'the database';
  throw new AetherError('SCHEMA_MISSING', `${database} has no tables for a search index`, {
    hint: 'run: aether schema apply',
  });
}
