import type { MariadbConnection } from '../connection.ts';
import { nativeHash, quoteAccount } from './account-statements.ts';
import { accountOf, type AccountKey } from './account-table.ts';
import { missingGrants } from './missing-grants.ts';

/**
 * The users that the server does not know, knows with another password, or has taken rights from: what
 * `accountStatements` with the same passwords and pattern sets right. Needs SELECT on the database mysql.
 */
export async function changedAccounts(
  session: Pick<MariadbConnection, 'query'>,
  passwords: Readonly<Partial<Record<AccountKey, string>>>,
  pattern: string,
): Promise<string[]> {
  const logins = await session.query<{ user: string; host: string; hash: string | null }>(
    "SELECT User AS user, Host AS host, JSON_VALUE(Priv, '$.authentication_string') AS hash FROM mysql.global_priv",
  );
  const changed: string[] = [];
  for (const [key, password] of Object.entries(passwords)) {
    const { user, from, grants } = accountOf(key as AccountKey);
    const login = logins.find((each) => each.user === user && each.host === from);
    if (login?.hash !== nativeHash(password)) {
      changed.push(user);
      continue;
    }
    const account = quoteAccount({ user, from });
    const lines = await session.query(`SHOW GRANTS FOR ${account}`);
    const held = lines.map((row) => String(Object.values(row)[0]));
    // The pattern as a name: no other one that somebody added is an exact match of it.
    if (missingGrants(grants, held, { account, databases: [pattern] }).length > 0) changed.push(user);
  }
  return changed;
}
