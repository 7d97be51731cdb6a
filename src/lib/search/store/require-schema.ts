import { AetherError } from '../../core/errors.ts';
import type { MariadbConnection } from '../../infra/mariadb/connection.ts';

/** Throws SCHEMA_MISSING if the tables of the search index are not there; looks for the youngest column that it reads. */
export async function requireSearchTables(connection: MariadbConnection): Promise<void> {
  const rows = await connection.query(
    "SELECT 1 FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name = 'embedding_space' AND column_name = 'vector_table'",
  );
  if (rows.length > 0) return;
  const database = connection.endpoint.database ?? 'the database';
  throw new AetherError(
    'SCHEMA_MISSING',
    `${database} does not have the tables of the search index, or not all of them`,
    {
      hint: 'run: aether schema apply',
    },
  );
}
