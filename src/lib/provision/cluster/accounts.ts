import { changedAccounts } from '../../infra/mariadb/accounts/changed-accounts.ts';
import {
  accountStatements,
  databasePattern,
  quoteAccount,
} from '../../infra/mariadb/accounts/account-statements.ts';
import { ACCOUNT_KEYS, accountOf, type AccountKey } from '../../infra/mariadb/accounts/account-table.ts';
import { extraGrants, mayLogInPlain } from '../../infra/mariadb/accounts/extra-grants.ts';
import { remoteSession } from '../../infra/mariadb/remote-session.ts';
import type { Material } from '../material.ts';
import { askServer, type Fleet } from './fleet.ts';
import type { ServerReport } from './server-report.ts';

/** The accounts that a server does not have as the table and the passwords say; undefined if it does not answer. */
export async function judgeAccounts(
  server: ServerReport | undefined,
  { passwords }: Pick<Material, 'passwords'>,
  database: string,
): Promise<string[] | undefined> {
  if (server === undefined || server.logins.length === 0) return undefined;
  const grants = new Map(
    ACCOUNT_KEYS.map((key) => [`SHOW GRANTS FOR ${quoteAccount(accountOf(key))}`, server.grants[key] ?? []]),
  );
  // The server has answered already, with everything else: the same questions are answered from that.
  const session = {
    query: async <Row extends object>(sql: string) => {
      const rows = grants.get(sql)?.map((line) => ({ grant: line })) ?? server.logins;
      return rows as unknown as Row[];
    },
  };
  const pattern = databasePattern(database);
  const changed = await changedAccounts(session, passwords, pattern);
  const excessive = declared(passwords).filter((key) => {
    const lines = server.grants[key] ?? [];
    return extraGrants(key, lines, pattern).length > 0 || mayLogInPlain(key, lines);
  });
  return [...new Set([...changed, ...excessive.map((key) => accountOf(key).user)])];
}

/** The accounts that the server has by the environment file. */
function declared(passwords: Material['passwords']): AccountKey[] {
  return ACCOUNT_KEYS.filter((key) => passwords[key] !== undefined);
}

/**
 * Makes the accounts, or corrects them, over the socket; the statements have hashes in place of the passwords. What they have
 * beyond the table is revoked first.
 */
export async function setAccounts({ context, environment, material }: Fleet, host: string): Promise<void> {
  const { passwords } = await material();
  const pattern = databasePattern(environment.mariadb.database);
  const grants = (await askServer(context, host))?.grants ?? {};
  const revokes = declared(passwords).flatMap((key) => extraGrants(key, grants[key] ?? [], pattern));
  const statements = [...revokes, ...accountStatements(passwords, pattern)];
  await remoteSession(await context.ssh(host)).run(statements.join('\n'));
}
