import type { MariadbConnection } from '../connection.ts';
import { quoteText } from '../identifiers.ts';

export interface AccountGrants {
  /** As the server calls the account that logged in: `aether_ingest@%`. */
  readonly user: string;
  /** The same, quoted for a statement. */
  readonly account: string;
  /** The lines of SHOW GRANTS, those of the roles that are in force included. */
  readonly lines: readonly string[];
}

/** What the account of this session may do; an account may always read that of itself. */
export async function readGrants(connection: MariadbConnection): Promise<AccountGrants> {
  const [who] = await connection.query<{ user: string; role: string | null }>(
    'SELECT CURRENT_USER() AS user, CURRENT_ROLE() AS role',
  );
  const user = who?.user ?? '';
  const at = user.lastIndexOf('@');
  const own = await connection.query('SHOW GRANTS');
  const ofRole =
    who?.role === null || who === undefined
      ? []
      : await connection.query(`SHOW GRANTS FOR ${quoteText(who.role)}`);
  return {
    user,
    account: `${quoteText(user.slice(0, at))}@${quoteText(user.slice(at + 1))}`,
    lines: [...own, ...ofRole].map((row) => String(Object.values(row)[0])),
  };
}
