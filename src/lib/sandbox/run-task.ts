import { rm } from 'node:fs/promises';
import { AetherError } from '../core/errors.ts';
import type { StepEnd } from '../core/run-step.ts';
import { waitUntil } from '../infra/process/wait-until.ts';
import { type Performers, performTask } from '../infra/run/perform-task.ts';
import type { Work } from '../infra/run/step-by-step.ts';
import { writeFileAtomic } from '../infra/state/write-file-atomic.ts';
import { createAuthority, issueCertificate } from '../infra/tls/issue-certificates.ts';
import { renderEnvironmentFile } from './environment-file.ts';
import { foundCluster } from './found-cluster.ts';
import { installNode } from './install-node.ts';
import { joinCluster } from './join-cluster.ts';
import { nodeLayout } from './layout.ts';
import type { MongoSandbox } from './mongo/run-mongo-server.ts';
import { createMigrateSecrets } from './mongo/migrate-secrets.ts';
import { findServer } from './node-processes.ts';
import { createMissingPasswords } from './passwords.ts';
import type { Task } from './plan-steps.ts';
import { probeServer } from './probe-server.ts';
import { followSource, seedReplica } from './replicate.ts';
import type { Sandbox } from './sandbox.ts';
import { setAside } from './set-aside.ts';
import { setAccounts } from './set-accounts.ts';
import { isReady, startServer } from './start-server.ts';
import { IMPATIENT_SECONDS, stopServer, sweepHelpers } from './stop-server.ts';
import type { SandboxNode } from './topology.ts';

/** Does what a step of the plan says. */
export async function runTask(sandbox: Sandbox, task: Task): Work {
  return performTask(performersOf(sandbox), task);
}

function performersOf(sandbox: Sandbox): Performers<Task> {
  const { context, layout, state } = sandbox;
  return {
    tls: () => makeCertificates(sandbox),
    passwords: () => createMissingPasswords(layout, context.redactor),
    environment: async () => {
      if (state.mongo !== null) await createMigrateSecrets(layout);
      await writeFileAtomic(layout.environmentFile, renderEnvironmentFile(state));
    },
    sweep: ({ node }) => sweepHelpers(sandbox, node.name),
    clear: ({ node }) => clearData(sandbox, node.name),
    'set-aside': async ({ node }) => ({ detail: await setAside(sandbox, node.name) }),
    install: ({ node }) => installNode(sandbox, node.name),
    seed: ({ node }) => seedReplica(sandbox, node.name),
    stop: ({ node }) => stopServer(sandbox, node.name),
    start: ({ node }) => start(sandbox, node),
    await: ({ node }) => awaitOrRestart(sandbox, node),
    found: () => foundCluster(sandbox),
    follow: ({ node }) => followSource(sandbox, node.name),
    accounts: ({ node }) => setAccounts(sandbox, node),
    mongo: async ({ does }) => {
      const { runMongoTask } = await import('./mongo/run-mongo-task.ts');
      return runMongoTask(mongoSandbox(sandbox), does);
    },
  };
}

function mongoSandbox({ context, layout, state }: Sandbox): MongoSandbox {
  if (state.mongo === null) throw new AetherError('BUG', 'a step of a MongoDB server that the sandbox lacks');
  return { context, layout, mongo: state.mongo };
}

async function start(sandbox: Sandbox, node: SandboxNode): Promise<StepEnd> {
  return node.role === 'member' ? joinCluster(sandbox, node) : startServer(sandbox, node);
}

async function clearData(sandbox: Sandbox, node: string): Promise<void> {
  const { dataDir, draftDir } = nodeLayout(sandbox.layout, node);
  await rm(draftDir, { recursive: true, force: true });
  await rm(dataDir, { recursive: true, force: true });
}

/** A member may be copying the data of another one; the others have nothing that takes this long. */
const HANG_SECONDS = { single: 10, member: 120, replica: 10 } as const;

async function awaitOrRestart(sandbox: Sandbox, node: SandboxNode): Promise<StepEnd | undefined> {
  const { clock, signal } = sandbox.context;
  const paths = nodeLayout(sandbox.layout, node.name);
  const ask = async () => {
    if ((await findServer(paths)) === null) return 'ended';
    return isReady(node, await probeServer(sandbox, node.name)) ? 'ready' : undefined;
  };
  const end = await waitUntil(ask, { clock, signal, deadlineSeconds: HANG_SECONDS[node.role] });
  if (end === 'ready') return undefined;
  await stopServer(sandbox, node.name, IMPATIENT_SECONDS);
  await start(sandbox, node);
  return { detail: end === 'ended' ? 'it ended, and was restarted' : 'it hung, and was restarted' };
}

/** Ten years: a sandbox does not live as long, and a certificate that expires under a demo helps nobody. */
const CERTIFICATE_DAYS = 3650;

async function makeCertificates({ layout, programs, context }: Sandbox): Promise<void> {
  const options = { openssl: programs.openssl, variables: context.variables, signal: context.signal };
  const authority = await createAuthority(
    layout.tlsDir,
    { name: 'aether sandbox CA', days: CERTIFICATE_DAYS },
    options,
  );
  const order = {
    name: 'localhost',
    alternativeNames: ['DNS:localhost', 'IP:127.0.0.1', 'IP:::1'],
    days: CERTIFICATE_DAYS,
    authority,
  };
  await issueCertificate(layout.tlsDir, 'server', order, options);
}
