import type { ErrorCode } from '../../core/error-codes.ts';
import { AetherError } from '../../core/errors.ts';
import type { Context } from '../../infra/context.ts';
import {
  MONGO_ACCOUNT_NAMES,
  MONGO_ACCOUNTS,
  type MongoAccountName,
  rolesOf,
} from '../../infra/mongo/account-table.ts';
import type { Check, Finding } from '../check.ts';
import { tryToLook } from '../look-at-hosts.ts';
import { unknownFinding } from '../unknown-finding.ts';

const REFUSALS: readonly ErrorCode[] = ['MONGO_ACCESS_DENIED', 'MONGO_TLS'];
const SELECTION_MS = 5000;

/** Every account of MongoDB logs in and has the roles that it needs. */
export const check: Check = {
  name: 'mongo accounts',
  run: async (context, environment) => {
    const { mongo } = environment.config;
    if (mongo === undefined) return [];
    return Promise.all(
      MONGO_ACCOUNT_NAMES.map(async (account) =>
        account in mongo.accounts ? lookAtAccount(context, account) : notDeclared(account),
      ),
    );
  },
};

async function lookAtAccount(context: Context, account: MongoAccountName): Promise<Finding> {
  const finding = await tryToLook(null, async () => {
    try {
      return await judgeLogin(context, account);
    } catch (thrown) {
      if (!(thrown instanceof AetherError) || !REFUSALS.includes(thrown.code)) throw thrown;
      return { ...unknownFinding(null, thrown), status: 'fail' };
    }
  });
  return { ...finding, message: `${account}: ${finding.message}` };
}

interface ConnectionStatus {
  readonly authInfo: {
    readonly authenticatedUsers: readonly { readonly user: string }[];
    readonly authenticatedUserRoles: readonly { readonly role: string; readonly db: string }[];
  };
}

async function judgeLogin(context: Context, account: MongoAccountName): Promise<Finding> {
  await using session = await (await context.mongo(account)).open({ selectionTimeoutMs: SELECTION_MS });
  const { authInfo } = (await session.command({ connectionStatus: 1 })) as unknown as ConnectionStatus;
  const user = authInfo.authenticatedUsers[0]?.user ?? '';
  const has = authInfo.authenticatedUserRoles.map(({ role, db }) => `${role}@${db}`);
  const missing = rolesOf(account, session.endpoint.database).filter(
    ({ role, db }) => !has.includes(`${role}@${db}`),
  );
  if (missing.length === 0)
    return { host: null, status: 'ok', message: `logs in as ${user}, has the roles it needs` };
  return {
    host: null,
    status: 'fail',
    message: `logs in as ${user}, which lacks roles for ${MONGO_ACCOUNTS[account].usedFor}`,
    hint: `run as an administrator: db.getSiblingDB("admin").grantRolesToUser("${user}", ${JSON.stringify(missing)})`,
  };
}

function notDeclared(account: MongoAccountName): Finding {
  return {
    host: null,
    status: 'warn',
    message: `mongo.accounts.${account} is not declared; it is used for ${MONGO_ACCOUNTS[account].usedFor}`,
    hint: 'declare it with user and password',
  };
}
