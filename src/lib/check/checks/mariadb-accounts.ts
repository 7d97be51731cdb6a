import type { ErrorCode } from '../../core/error-codes.ts';
import { AetherError } from '../../core/errors.ts';
import { databasesOf } from '../../infra/config/databases.ts';
import type { Environment } from '../../infra/config/environment-schema.ts';
import { hostsWith, MARIADB_ROLES } from '../../infra/config/hosts-with.ts';
import type { Context } from '../../infra/context.ts';
import { ACCOUNT_KEYS, accountOf } from '../../infra/mariadb/accounts/account-table.ts';
import { missingGrants } from '../../infra/mariadb/accounts/missing-grants.ts';
import { whyLikeRoot } from '../../infra/mariadb/accounts/privilege-names.ts';
import { parseGrantLine } from '../../infra/mariadb/accounts/right.ts';
import { readGrants } from '../../infra/mariadb/accounts/read-grants.ts';
import type { AccountName } from '../../infra/mariadb/connector.ts';
import { writerCandidates } from '../../infra/mariadb/writer/judge-writer.ts';
import type { Check, Finding } from '../check.ts';
import { tryToLook } from '../look-at-hosts.ts';
import { unknownFinding } from '../unknown-finding.ts';

/** A server that refuses has answered. One that cannot be asked leaves it unknown whether the account is right. */
const REFUSALS: readonly ErrorCode[] = ['MARIADB_ACCESS_DENIED', 'MARIADB_TLS'];

/** Every account logs in on the writer, over TLS, with the server's certificate verified, and has the grants it needs. */
export const check: Check = {
  name: 'accounts',
  run: async (context, environment) => {
    const { config } = environment;
    const writer = hostsWith(config, MARIADB_ROLES).length === 0 ? null : writerCandidates(config)[0];
    const isDeclared = (account: AccountName) => account in config.mariadb.accounts;
    const wanted = ACCOUNT_KEYS.filter(isLogin).filter(
      (account) => isDeclared(account) || accountOf(account).declared === 'always',
    );
    const [declared, missing] = [wanted.filter(isDeclared), wanted.filter((one) => !isDeclared(one))];
    const look = (account: AccountName) => lookAtAccount(context, config, account, writer);
    return [...(await Promise.all(declared.map(look))), ...missing.map(notDeclared)];
  },
};

function isLogin(account: (typeof ACCOUNT_KEYS)[number]): account is AccountName {
  return accountOf(account).declared !== 'never';
}

async function lookAtAccount(
  context: Context,
  config: Environment,
  account: AccountName,
  writer: string | null,
): Promise<Finding> {
  const finding = await tryToLook(writer, async () => {
    try {
      return { host: writer, ...(await judgeLogin(context, config, account)) };
    } catch (thrown) {
      if (!(thrown instanceof AetherError) || !REFUSALS.includes(thrown.code)) throw thrown;
      return { ...unknownFinding(writer, thrown), status: 'fail' };
    }
  });
  return { ...finding, message: `${account}: ${finding.message}` };
}

async function judgeLogin(
  context: Context,
  config: Environment,
  key: AccountName,
): Promise<Omit<Finding, 'host'>> {
  await using connection = await (await context.mariadb(key)).open();
  const { user, account, lines } = await readGrants(connection);
  const { data, meta, stage, archive } = databasesOf(config.mariadb.database);
  const databases = [data, meta, stage, archive] as const;
  const missing = missingGrants(accountOf(key).grants, lines, { account, databases });
  if (missing.length === 0)
    return { status: 'ok', message: `logs in as ${user}, has the grants it needs${likeRoot(key, lines)}` };
  const statements = missing.map((statement) => `${statement};`).join(' ');
  return {
    status: 'fail',
    message: `logs in as ${user}, which lacks grants for ${accountOf(key).usedFor}`,
    hint: `run as an administrator of the server: ${statements}`,
  };
}

/** `; as powerful as root (SET USER: …)`: who keeps such a password should know. That the administrator is goes without saying. */
function likeRoot(key: AccountName, lines: readonly string[]): string {
  if (key === 'admin') return '';
  const onServer = lines.flatMap((line) => parseGrantLine(line)).filter(({ place }) => place === '*.*');
  const why = whyLikeRoot(onServer.map(({ privilege }) => privilege));
  return why === '' ? '' : `; as powerful as root (${why})`;
}

function notDeclared(account: AccountName): Finding {
  return {
    host: null,
    status: 'warn',
    message: `mariadb.accounts.${account} is not declared; it is used for ${accountOf(account).usedFor}`,
    hint: 'declare it with user and password',
  };
}
