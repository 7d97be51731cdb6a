import { changedAccounts } from '../../infra/mariadb/accounts/changed-accounts.ts';
import {
  accountStatements,
  databasePattern,
  quoteAccount,
} from '../../infra/mariadb/accounts/account-statements.ts';
import { ACCOUNT_KEYS, accountOf } from '../../infra/mariadb/accounts/account-table.ts';
import { remoteSession } from '../../infra/mariadb/remote-session.ts';
import type { Material } from '../material.ts';
import type { Fleet } from './fleet.ts';
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
  return changedAccounts(session, passwords, databasePattern(database));
}

/** Makes the accounts, or corrects them, over the socket; the statements have hashes in place of the passwords. */
export async function setAccounts({ context, environment, material }: Fleet, host: string): Promise<void> {
  const { passwords } = await material();
  const statements = accountStatements(passwords, databasePattern(environment.mariadb.database));
  await remoteSession(await context.ssh(host)).run(statements.join('\n'));
}
