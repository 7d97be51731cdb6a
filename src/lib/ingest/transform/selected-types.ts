import type { MariadbConnection } from '../../infra/mariadb/connection.ts';
import { parseStoredType, type StoredType } from '../target/stored-type.ts';
import { ROW_KEY } from './upsert-sql.ts';

const TYPES = '`_aether_types`';

/** The columns of a select with their own types, as a table made of it would have them; reads no rows. */
export async function selectedTypes(
  connection: MariadbConnection,
  select: string,
): Promise<ReadonlyMap<string, StoredType>> {
  await connection.run(`DROP TEMPORARY TABLE IF EXISTS ${TYPES}`);
  await connection.run(
    `CREATE TEMPORARY TABLE ${TYPES} (${ROW_KEY}) ENGINE=InnoDB AS\nSELECT * FROM (\n${select}\n) AS typed LIMIT 0`,
  );
  const rows = await connection.query<{ Field: string; Type: string }>(`SHOW COLUMNS FROM ${TYPES}`);
  await connection.run(`DROP TEMPORARY TABLE ${TYPES}`);
  return new Map(rows.slice(1).map(({ Field, Type }) => [Field, parseStoredType(Type)]));
}
