import type { ErrorCode } from '../../core/error-codes.ts';
import { AetherError } from '../../core/errors.ts';
import type { Context } from '../../infra/context.ts';
import type { AccountName } from '../../infra/mariadb/connector.ts';
import { writerCandidates } from '../../infra/mariadb/writer/judge-writer.ts';
import type { Check, Finding } from '../check.ts';
import { databaseHosts, tryToLook } from '../look-at-hosts.ts';
import { unknownFinding } from '../unknown-finding.ts';

const USED_FOR: Readonly<Record<AccountName, string>> = {
  admin: 'aether check and all administration',
  migrator: 'aether schema apply',
  ingest: 'aether ingest',
  reader: 'reports',
};

/** A server that refuses has answered. One that cannot be asked leaves it unknown whether the account is right. */
const REFUSALS: readonly ErrorCode[] = ['MARIADB_ACCESS_DENIED', 'MARIADB_TLS'];

/** Every account logs in on the writer, over TLS, with the server's certificate verified. */
export const check: Check = {
  name: 'accounts',
  run: async (context, environment) => {
    const { config } = environment;
    const writer = databaseHosts(environment).length === 0 ? null : writerCandidates(config)[0];
    const accounts = Object.keys(USED_FOR) as AccountName[];
    const declared = accounts.filter((account) => account in config.mariadb.accounts);
    const missing = accounts.filter((account) => !declared.includes(account));
    const found = await Promise.all(declared.map((account) => lookAtAccount(context, account, writer)));
    return [...found, ...missing.map(notDeclared)];
  },
};

async function lookAtAccount(
  context: Context,
  account: AccountName,
  writer: string | null,
): Promise<Finding> {
  const finding = await tryToLook(writer, async () => {
    try {
      return { host: writer, status: 'ok', message: await logIn(context, account) };
    } catch (thrown) {
      if (!(thrown instanceof AetherError) || !REFUSALS.includes(thrown.code)) throw thrown;
      return { ...unknownFinding(writer, thrown), status: 'fail' };
    }
  });
  return { ...finding, message: `${account}: ${finding.message}` };
}

async function logIn(context: Context, account: AccountName): Promise<string> {
  await using connection = await (await context.mariadb(account)).open();
  const [row] = await connection.query<{ user: string }>('SELECT CURRENT_USER() AS user');
  return `logs in as ${row?.user ?? '?'}`;
}

function notDeclared(account: AccountName): Finding {
  return {
    host: null,
    status: 'warn',
    message: `mariadb.accounts.${account} is not declared; it is used for ${USED_FOR[account]}`,
    hint: 'declare it with user and password',
  };
}
