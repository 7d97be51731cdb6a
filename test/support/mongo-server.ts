import { spawn } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import process from 'node:process';
import { type Db, MongoClient } from 'mongodb';
import { describe } from 'vitest';
import {
  MONGO_ACCOUNT_NAMES,
  MONGO_ACCOUNTS,
  type MongoAccountName,
  rolesOf,
} from '../../src/lib/infra/mongo/account-table.ts';
import { chooseFreePorts } from '../../src/lib/infra/process/free-ports.ts';
import { findMongoProgram } from '../../src/lib/sandbox/mongo/mongo-program.ts';
import { eventually } from './eventually.ts';
import { makeRunDirectory } from './run-directories.ts';

/** The server that the tests run on; undefined if this machine has none. */
export const mongoProgram = await findMongoProgram(process.env).catch(() => undefined);

/** A block of tests that need a MongoDB server: the name says what they ran on, or why they were skipped. */
export function describeOnMongo(name: string, tests: () => void): void {
  if (mongoProgram === undefined) {
    describe.skip(`${name} (skipped: no MongoDB server; see scripts/provide-mongo.sh)`, tests);
  } else {
    describe(`${name} (${mongoProgram.label})`, tests);
  }
}

/** A server of the test's own on loopback: without TLS, as nothing leaves the machine, and with the three accounts. */
export interface OwnMongo extends AsyncDisposable {
  readonly port: number;
  /** The section `mongo` of an environment file. */
  readonly section: Readonly<Record<string, unknown>>;
  /** The section `migrate`. */
  readonly keys: Readonly<Record<string, string>>;
  /** The database of the documents, as one who may do everything. */
  readonly db: Db;
  /** kill -9, and waits for its end. */
  kill(): Promise<void>;
  /** Starts it again on its data. */
  start(): Promise<void>;
  signal(name: 'SIGSTOP' | 'SIGCONT'): void;
}

/** `dataDirectory` is where the server keeps its data, else a directory of its own. */
export async function startMongo(database: string, dataDirectory?: string): Promise<OwnMongo> {
  const { file, isStandIn } = mongoProgram!;
  const directory = await makeRunDirectory();
  const [port = 0] = await chooseFreePorts(1);
  const data = dataDirectory ?? join(directory, 'data');
  await mkdir(data, { recursive: true });
  const args = isStandIn
    ? ['--storage-path', data, '--port', String(port), '--sync-on-commit', '--cache-size', '256M']
    : ['--dbpath', data, '--port', String(port), '--bind_ip', '127.0.0.1', '--replSet', 'test'];
  const launch = () => spawn(file, args, { cwd: directory, stdio: 'ignore' });
  let server = launch();
  const kill = async () => {
    if (server.exitCode !== null || server.signalCode !== null) return;
    const ended = once(server, 'exit');
    server.kill('SIGKILL');
    await ended;
  };
  const client = new MongoClient(`mongodb://127.0.0.1:${port}/`, { directConnection: true });
  await client.connect();
  const admin = client.db('admin');
  if (!isStandIn) {
    const members = [{ _id: 0, host: `127.0.0.1:${port}` }];
    await admin.command({ replSetInitiate: { _id: 'test', members } });
  }
  await eventually('the server takes writes', async () =>
    (await admin.command({ hello: 1 }))['isWritablePrimary'] === true ? true : undefined,
  );
  const secret = async (name: string, text: string) => {
    await writeFile(join(directory, name), `${text}\n`, { mode: 0o600 });
    return `file:${join(directory, name)}`;
  };
  const pem = generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' });
  const passwordFile = join(directory, 'password');
  await writeFile(passwordFile, 'not-a-secret\n', { mode: 0o600 });
  for (const account of MONGO_ACCOUNT_NAMES) {
    const { user } = MONGO_ACCOUNTS[account];
    const roles = rolesOf(account, database);
    await admin.command({ createUser: user, pwd: 'not-a-secret', roles, mechanisms: ['SCRAM-SHA-256'] });
  }
  const login = (account: MongoAccountName) => ({
    user: MONGO_ACCOUNTS[account].user,
    password: `file:${passwordFile}`,
  });
  return {
    port,
    section: {
      version: '8.2',
      database,
      replica_set: isStandIn ? 'secantus' : 'test',
      accounts: Object.fromEntries(MONGO_ACCOUNT_NAMES.map((account) => [account, login(account)])),
      tls: { mode: 'off' },
    },
    keys: {
      key: await secret('key', 'not-a-secret-of-thirty-two-characters'),
      signing_key: await secret('signing_key', String(pem).trim()),
    },
    db: client.db(database),
    kill,
    start: async () => {
      server = launch();
      await eventually('the server answers again', async () =>
        admin.command({ hello: 1 }).then(
          (hello) => (hello['isWritablePrimary'] === true ? true : undefined),
          () => undefined,
        ),
      );
    },
    signal: (name) => void server.kill(name),
    async [Symbol.asyncDispose]() {
      await client.close();
      await kill();
      await rm(directory, { recursive: true, force: true });
    },
  };
}
