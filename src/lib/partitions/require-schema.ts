import { AetherError } from '../core/errors.ts';
import type { Databases } from '../infra/config/databases.ts';
import type { MariadbConnection } from '../infra/mariadb/connection.ts';

/** The youngest table that the commands of partitions write to. */
const YOUNGEST = 'partition_archive';

/** Throws SCHEMA_MISSING unless the schema has all that the commands of partitions need. */
export async function requireSchema(connection: MariadbConnection, { meta }: Databases): Promise<void> {
  const found = await connection.query(
    'SELECT 1 FROM information_schema.tables WHERE table_schema = ? AND table_name = ?',
    [meta, YOUNGEST],
  );
  if (found.length > 0) return;
  throw new AetherError('SCHEMA_MISSING', `the table ${YOUNGEST} is not in ${meta}`, {
    hint: 'aether schema apply',
  });
}
