import { AetherError } from '../../core/errors.ts';
import type { MariadbConnection } from '../../infra/mariadb/connection.ts';
import type { Source } from '../source/source-schema.ts';

/** Makes sure that the columns which get the number of a file can hold it. Throws LOAD_REFUSED. */
export async function requireFileIdColumn(
  connection: MariadbConnection,
  database: string,
  source: Source,
): Promise<void> {
  for (const { into, file_id_column: column } of Object.values(source.files)) {
    if (into === undefined || column === undefined) continue;
    const [found] = await connection.query<{ fits: number }>(
      `SELECT data_type IN ('int', 'bigint') AND is_generated = 'NEVER' AS fits
         FROM information_schema.columns WHERE table_schema = ? AND table_name = ? AND column_name = ?`,
      [database, into, column],
    );
    if (found?.fits === 1) continue;
    throw new AetherError(
      'LOAD_REFUSED',
      `${database}.${into}.${column}: ${found === undefined ? 'no such column' : 'cannot hold the number of a file'}`,
      {
        hint: `run in a client: ALTER TABLE ${into} ${found === undefined ? 'ADD' : 'MODIFY'} COLUMN ${column} BIGINT UNSIGNED NULL`,
      },
    );
  }
}
