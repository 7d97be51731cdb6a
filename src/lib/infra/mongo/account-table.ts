/** A role of MongoDB; `database` is that of the documents. */
export interface MongoRole {
  readonly role: string;
  readonly on: 'admin' | 'database';
}

export interface MongoAccount {
  /** Default name of the user; the environment file may call it otherwise. */
  readonly user: string;
  /** For people: what uses it. */
  readonly usedFor: string;
  readonly roles: readonly MongoRole[];
}

/**
 * Every account with the built-in roles that it needs and no more: the sandbox makes its accounts from it, and
 * `aether check` compares what they have with it.
 */
export const MONGO_ACCOUNTS = {
  admin: {
    user: 'aether_admin',
    usedFor: 'aether check and all administration',
    roles: [{ role: 'root', on: 'admin' }],
  },
  writer: {
    user: 'aether_writer',
    usedFor: 'aether migrate run, publish, rollback, abort and gc',
    // readWrite: createCollection with a validator, createIndex, renameCollectionSameDB, dropCollection.
    roles: [{ role: 'readWrite', on: 'database' }],
  },
  reader: {
    user: 'aether_reader',
    usedFor: 'aether migrate verify and status',
    roles: [{ role: 'read', on: 'database' }],
  },
} as const satisfies Record<string, MongoAccount>;

/** A key of `mongo.accounts` in the environment file. */
export type MongoAccountName = keyof typeof MONGO_ACCOUNTS;

export const MONGO_ACCOUNT_NAMES = Object.keys(MONGO_ACCOUNTS) as readonly MongoAccountName[];

/** The roles of an account as `createUser` takes them. */
export function rolesOf(account: MongoAccountName, database: string): { role: string; db: string }[] {
  return MONGO_ACCOUNTS[account].roles.map(({ role, on }) => ({
    role,
    db: on === 'admin' ? 'admin' : database,
  }));
}
