import { mkdir } from 'node:fs/promises';
import { AetherError } from '../../core/errors.ts';
import type { MongoSession } from '../../infra/mongo/client.ts';
import { isPortFree } from '../../infra/process/free-ports.ts';
import { isRunning, type ProcessIdentity } from '../../infra/process/process-table.ts';
import { startDaemon } from '../../infra/process/start-daemon.ts';
import { waitUntil } from '../../infra/process/wait-until.ts';
import { toAetherError } from '../../core/errors.ts';
import { nodeLayout, type SandboxLayout } from '../layout.ts';
import { NODE_VARIABLE } from '../node-processes.ts';
import type { SandboxContext } from '../sandbox.ts';
import { MONGO_NODE, mongoArguments } from './mongo-server.ts';
import type { MongoState } from './mongo-state.ts';
import { openMongoServer } from './open-mongo-server.ts';

export interface MongoSandbox {
  readonly context: SandboxContext;
  readonly layout: SandboxLayout;
  readonly mongo: MongoState;
}

const READY_SECONDS = 120;
const PORT_SECONDS = 15;
const SELECTION_MS = 1500;

/** Starts the server on a data directory; it may not answer yet. */
export async function launchMongo(
  { context, layout, mongo }: MongoSandbox,
  how: { readonly dataDir: string; readonly open: boolean },
): Promise<ProcessIdentity> {
  const { clock, signal } = context;
  const free = async () => ((await isPortFree(mongo.port)) ? true : undefined);
  if ((await waitUntil(free, { clock, signal, deadlineSeconds: PORT_SECONDS })) === undefined) {
    throw new AetherError('PORT_TAKEN', `port ${mongo.port} of ${MONGO_NODE} is in use by another process`, {
      hint: `see who has it with "ss -ltnp sport = :${mongo.port}", end that, and run "aether sandbox up --mongo" again`,
      details: { node: MONGO_NODE, port: mongo.port },
    });
  }
  const { dir, outputFile } = nodeLayout(layout, MONGO_NODE);
  await mkdir(how.dataDir, { recursive: true, mode: 0o700 });
  return startDaemon(mongo.program, mongoArguments(layout, mongo, how), {
    variables: { ...context.variables, [NODE_VARIABLE]: dir },
    cwd: dir,
    outputFile,
  });
}

/** Waits until the server lets the administrator in; throws SERVER_FAILED if it ends or takes too long. */
export async function awaitMongo(
  sandbox: MongoSandbox,
  server: ProcessIdentity,
  password: string | null,
): Promise<MongoSession> {
  const { clock, signal } = sandbox.context;
  let last = '';
  const ask = async () => {
    if (!(await isRunning(server))) throw serverFailed(sandbox, 'ended while it started');
    try {
      return await openMongoServer(sandbox, password, SELECTION_MS);
    } catch (thrown) {
      const error = toAetherError(thrown);
      if (['BUG', 'INTERRUPTED', 'MONGO_ACCESS_DENIED', 'MONGO_TLS'].includes(error.code)) throw error;
      last = ` (${error.message})`;
      return undefined;
    }
  };
  const session = await waitUntil(ask, { clock, signal, deadlineSeconds: READY_SECONDS });
  if (session !== undefined) return session;
  throw serverFailed(sandbox, `did not become ready within ${READY_SECONDS} s${last}`);
}

/** Waits until the server takes writes: a replica set elects its primary first. */
export async function awaitPrimary(sandbox: MongoSandbox, session: MongoSession): Promise<void> {
  const { clock, signal } = sandbox.context;
  const ask = async () =>
    (await session.command({ hello: 1 }))['isWritablePrimary'] === true ? true : undefined;
  const found = await waitUntil(ask, { clock, signal, deadlineSeconds: READY_SECONDS });
  if (found === undefined) throw serverFailed(sandbox, `elected no primary within ${READY_SECONDS} s`);
}

function serverFailed({ layout }: MongoSandbox, what: string): AetherError {
  return new AetherError('SERVER_FAILED', `${MONGO_NODE} ${what}`, {
    hint: `read ${nodeLayout(layout, MONGO_NODE).outputFile}`,
    details: { node: MONGO_NODE },
  });
}
