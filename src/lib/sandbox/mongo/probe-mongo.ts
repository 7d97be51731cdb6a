import { toAetherError } from '../../core/errors.ts';
import { MONGO_ACCOUNT_NAMES, MONGO_ACCOUNTS, rolesOf } from '../../infra/mongo/account-table.ts';
import type { MongoSession } from '../../infra/mongo/client.ts';
import { readIdentity, type MongoIdentity } from '../../infra/mongo/server-identity.ts';
import { openMongoServer, type MongoReach } from './open-mongo-server.ts';

/** What a running server says to an administrator. */
export type MongoAnswer =
  | {
      readonly kind: 'answers';
      readonly identity: MongoIdentity;
      readonly changedAccounts: readonly string[];
    }
  /** `denied`: another password. `tls`: another certificate. `silent`: starting, or hung. */
  | { readonly kind: 'denied' | 'tls' | 'silent'; readonly reason: string };

const SELECTION_MS = 2000;

/** Asks the server how it is. Never throws for what a server can be like. */
export async function probeMongo(reach: MongoReach, password: string | undefined): Promise<MongoAnswer> {
  if (password === undefined) return { kind: 'denied', reason: 'a password is missing' };
  try {
    await using session = await openMongoServer(reach, password, SELECTION_MS);
    const identity = await readIdentity(session);
    return { kind: 'answers', identity, changedAccounts: await changedAccounts(session) };
  } catch (thrown) {
    const error = toAetherError(thrown);
    if (error.code === 'BUG' || error.code === 'INTERRUPTED') throw error;
    if (error.code === 'MONGO_ACCESS_DENIED') return { kind: 'denied', reason: error.message };
    return { kind: error.code === 'MONGO_TLS' ? 'tls' : 'silent', reason: error.message };
  }
}

interface UserInfo {
  readonly user: string;
  readonly roles: readonly { readonly role: string; readonly db: string }[];
}

/** Users that are missing, or have other roles than the account table says. */
async function changedAccounts(session: MongoSession): Promise<string[]> {
  const { users } = (await session.command({ usersInfo: 1 })) as unknown as { users: UserInfo[] };
  return MONGO_ACCOUNT_NAMES.filter((account) => {
    const found = users.find(({ user }) => user === MONGO_ACCOUNTS[account].user);
    const wanted = rolesOf(account, session.endpoint.database).map(({ role, db }) => `${db}.${role}`);
    const has = found?.roles.map(({ role, db }) => `${db}.${role}`) ?? [];
    return found === undefined || has.toSorted().join() !== wanted.toSorted().join();
  }).map((account) => MONGO_ACCOUNTS[account].user);
}
