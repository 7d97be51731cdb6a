import { randomBytes } from 'node:crypto';
import { mkdir, readFile, rename, rm } from 'node:fs/promises';
import type { StepEnd } from '../../core/run-step.ts';
import { waitUntil } from '../../infra/process/wait-until.ts';
import { writeFileAtomic } from '../../infra/state/write-file-atomic.ts';
import { endProcess } from '../../infra/process/end-process.ts';
import { nodeLayout } from '../layout.ts';
import { findServer } from '../node-processes.ts';
import { IMPATIENT_SECONDS, stopServer, sweepHelpers } from '../stop-server.ts';
import { initiateReplicaSet, requireOwnUsers, setMongoAccounts } from './mongo-accounts.ts';
import { createMongoPasswords } from './mongo-passwords.ts';
import { MONGO_NODE, mongoFiles } from './mongo-server.ts';
import { openMongoServer } from './open-mongo-server.ts';
import type { MongoWork } from './plan-mongo.ts';
import { probeMongo } from './probe-mongo.ts';
import { awaitMongo, awaitPrimary, launchMongo, type MongoSandbox } from './run-mongo-server.ts';

/** How long a server may start or hang before it is restarted. */
const HANG_SECONDS = 15;
const GRACE_SECONDS = 30;
const SELECTION_MS = 3000;

/** Does what a step of the plan says. */
export async function runMongoTask(sandbox: MongoSandbox, does: MongoWork): Promise<StepEnd | undefined> {
  const tasks: Readonly<Record<MongoWork, () => Promise<StepEnd | void>>> = {
    sweep: () => sweepHelpers(sandbox, MONGO_NODE),
    clear: () => rm(nodeLayout(sandbox.layout, MONGO_NODE).draftDir, { recursive: true, force: true }),
    install: () => installMongo(sandbox),
    stop: () => stopServer(sandbox, MONGO_NODE),
    start: () => startMongo(sandbox),
    accounts: () => changeAccounts(sandbox),
    reset: () => resetAccounts(sandbox),
    await: () => awaitOrRestart(sandbox),
  };
  return (await tasks[does]()) ?? undefined;
}

/** Makes a data directory with accounts, under another name until it is complete. */
async function installMongo(sandbox: MongoSandbox): Promise<void> {
  const { dir, draftDir, dataDir } = nodeLayout(sandbox.layout, MONGO_NODE);
  await mkdir(dir, { recursive: true, mode: 0o700 });
  await rm(draftDir, { recursive: true, force: true });
  await writeSecretFiles(sandbox);
  await setAccountsIn(sandbox, draftDir, 'new');
  await rename(draftDir, dataDir);
}

/** mongod reads certificate and key from one file, and a secret for the members of its replica set. */
async function writeSecretFiles({ layout }: MongoSandbox): Promise<void> {
  const { pemFile, keyFile } = mongoFiles(layout);
  const parts = await Promise.all([layout.tlsCertificate, layout.tlsKey].map((file) => readFile(file)));
  await writeFileAtomic(pemFile, Buffer.concat(parts).toString('utf8'), 0o600);
  const known = await readFile(keyFile, 'utf8').catch(() => '');
  if (known === '') await writeFileAtomic(keyFile, randomBytes(96).toString('base64'), 0o600);
}

/** Runs the server without access control, on loopback and for a moment, to make its accounts. */
async function setAccountsIn(sandbox: MongoSandbox, dataDir: string, data: 'new' | 'known'): Promise<void> {
  const { context, layout, mongo } = sandbox;
  const passwords = await createMongoPasswords(layout, context.redactor);
  const server = await launchMongo(sandbox, { dataDir, open: true });
  try {
    await using session = await awaitMongo(sandbox, server, null);
    await initiateReplicaSet(session, mongo);
    await awaitPrimary(sandbox, session);
    await setMongoAccounts(session, passwords);
    if (data === 'new') await requireOwnUsers(session);
  } finally {
    await endProcess(server, { clock: context.clock, graceSeconds: GRACE_SECONDS });
  }
}

async function startMongo(sandbox: MongoSandbox): Promise<StepEnd> {
  const { context, layout, mongo } = sandbox;
  const { dataDir } = nodeLayout(layout, MONGO_NODE);
  await writeSecretFiles(sandbox);
  const passwords = await createMongoPasswords(layout, context.redactor);
  const server = await launchMongo(sandbox, { dataDir, open: false });
  try {
    await using session = await awaitMongo(sandbox, server, passwords.admin);
    await awaitPrimary(sandbox, session);
  } catch (thrown) {
    // A server that refuses the password runs; the next look finds that and sets the accounts.
    if (!isDenied(thrown)) await stopServer(sandbox, MONGO_NODE, IMPATIENT_SECONDS);
    if (!isDenied(thrown)) throw thrown;
  }
  return { detail: `pid ${server.pid}, port ${mongo.port}` };
}

function isDenied(thrown: unknown): boolean {
  return thrown instanceof Error && 'code' in thrown && thrown.code === 'MONGO_ACCESS_DENIED';
}

async function changeAccounts(sandbox: MongoSandbox): Promise<void> {
  const passwords = await createMongoPasswords(sandbox.layout, sandbox.context.redactor);
  await using session = await openMongoServer(sandbox, passwords.admin, SELECTION_MS);
  await setMongoAccounts(session, passwords);
}

async function resetAccounts(sandbox: MongoSandbox): Promise<StepEnd> {
  await stopServer(sandbox, MONGO_NODE);
  await setAccountsIn(sandbox, nodeLayout(sandbox.layout, MONGO_NODE).dataDir, 'known');
  return startMongo(sandbox);
}

async function awaitOrRestart(sandbox: MongoSandbox): Promise<StepEnd | undefined> {
  const { clock, signal, redactor } = sandbox.context;
  const paths = nodeLayout(sandbox.layout, MONGO_NODE);
  const passwords = await createMongoPasswords(sandbox.layout, redactor);
  const ask = async () => {
    if ((await findServer(paths)) === null) return 'ended';
    const answer = await probeMongo(sandbox, passwords.admin);
    return answer.kind === 'denied' || (answer.kind === 'answers' && answer.identity.isWritable)
      ? 'ready'
      : undefined;
  };
  const end = await waitUntil(ask, { clock, signal, deadlineSeconds: HANG_SECONDS });
  if (end === 'ready') return undefined;
  await stopServer(sandbox, MONGO_NODE, IMPATIENT_SECONDS);
  await startMongo(sandbox);
  return { detail: end === 'ended' ? 'it ended, and was restarted' : 'it hung, and was restarted' };
}
