import { AetherError } from '../../core/errors.ts';
import type { Databases } from '../../infra/config/databases.ts';
import type { MariadbConnection } from '../../infra/mariadb/connection.ts';
import { serverErrno } from '../../infra/mariadb/driver-error.ts';
import { quoteQualified } from '../../infra/mariadb/identifiers.ts';

/** No such function: the schema is from before it, and its triggers heed @aether_bulk of every session. */
const NO_SUCH_FUNCTION = 1305;

/**
 * Makes sure that the triggers let this account switch their checks off. A load of orders from the past would be refused by
 * them (45004), and every other one would be slower. Throws RIGHTS_NEEDED.
 */
export async function requireBulkAccount(connection: MariadbConnection, databases: Databases): Promise<void> {
  const select = `SELECT ${quoteQualified(databases.data, 'is_bulk_account')}() AS isBulk, USER() AS user`;
  try {
    const [row] = await connection.query<{ isBulk: number | string; user: string }>(select);
    if (row === undefined || Number(row.isBulk) === 1) return;
    throw new AetherError(
      'RIGHTS_NEEDED',
      `${row.user} is not the account that the triggers of ${databases.data} know as that of aether ingest`,
      {
        hint: 'aether schema apply, which makes is_bulk_account with the name in the environment file',
      },
    );
  } catch (thrown) {
    if (serverErrno(thrown) !== NO_SUCH_FUNCTION) throw thrown;
  }
}
