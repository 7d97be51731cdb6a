import { mongoNumber } from '../../infra/mongo/driver-error.ts';
import { MONGO_ACCOUNT_NAMES, MONGO_ACCOUNTS, rolesOf } from '../../infra/mongo/account-table.ts';
import type { MongoSession } from '../../infra/mongo/client.ts';
import type { MongoPasswords } from './mongo-passwords.ts';
import { AetherError } from '../../core/errors.ts';
import { MONGO_ADDRESS, replicaSetName } from './mongo-server.ts';
import type { MongoState } from './mongo-state.ts';

const ALREADY_INITIALIZED = 23;
const USER_NOT_FOUND = 11;

/** Makes the server a replica set of one: transactions and change streams need one. */
export async function initiateReplicaSet(session: MongoSession, mongo: MongoState): Promise<void> {
  const member = { _id: 0, host: `${MONGO_ADDRESS}:${mongo.port}` };
  try {
    await session.command({ replSetInitiate: { _id: replicaSetName(mongo), members: [member] } });
  } catch (thrown) {
    if (mongoNumber(thrown) !== ALREADY_INITIALIZED) throw thrown;
  }
}

/** Gives the accounts the passwords on file and the roles they need. */
export async function setMongoAccounts(session: MongoSession, passwords: MongoPasswords): Promise<void> {
  for (const account of MONGO_ACCOUNT_NAMES) {
    const { user } = MONGO_ACCOUNTS[account];
    const rest = {
      pwd: passwords[account],
      roles: rolesOf(account, session.endpoint.database),
      mechanisms: ['SCRAM-SHA-256'],
    };
    try {
      await session.command({ updateUser: user, ...rest });
    } catch (thrown) {
      if (mongoNumber(thrown) !== USER_NOT_FOUND) throw thrown;
      await session.command({ createUser: user, ...rest });
    }
  }
}

/** A data directory that was made a moment ago has our users and nobody else's. Throws SERVER_FAILED. */
export async function requireOwnUsers(session: MongoSession): Promise<void> {
  const { users } = (await session.command({ usersInfo: 1 })) as unknown as { users: { user: string }[] };
  const ours: readonly string[] = MONGO_ACCOUNT_NAMES.map((account) => MONGO_ACCOUNTS[account].user);
  const others = users.map(({ user }) => user).filter((user) => !ours.includes(user));
  if (others.length === 0) return;
  throw new AetherError(
    'SERVER_FAILED',
    `somebody else made the user ${others.join(', ')} while the server was set up`,
    {
      hint: 'find out who on this machine did, then run "aether sandbox up --mongo" again',
    },
  );
}
