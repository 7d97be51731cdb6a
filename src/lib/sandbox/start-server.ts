import { chmod, lstat, mkdir } from 'node:fs/promises';
import { AetherError } from '../core/errors.ts';
import type { StepEnd } from '../core/run-step.ts';
import { isPortFree } from '../infra/process/free-ports.ts';
import { isRunning, type ProcessIdentity } from '../infra/process/process-table.ts';
import { startDaemon } from '../infra/process/start-daemon.ts';
import { waitUntil } from '../infra/process/wait-until.ts';
import { writeFileAtomic } from '../infra/state/write-file-atomic.ts';
import { isInconsistent, LEFT_INCONSISTENT } from '../infra/mariadb/galera/member-report.ts';
import { isInCluster } from '../infra/mariadb/galera/wsrep-facts.ts';
import type { ServerFacts } from './facts.ts';
import { nodeLayout, type SandboxLayout } from './layout.ts';
import { findServer } from './node-processes.ts';
import { completePasswords } from './passwords.ts';
import { probeServer } from './probe-server.ts';
import type { Sandbox } from './sandbox.ts';
import { portsOf, renderNodeConfig } from './server-config.ts';
import { endOfLog, serverFailed } from './server-log.ts';
import { nodeVariables } from './server-variables.ts';
import { IMPATIENT_SECONDS, stopServer } from './stop-server.ts';
import type { SandboxNode } from './topology.ts';

/** Crash recovery and a full state transfer take their time; a server that failed is noticed at once. */
const READY_SECONDS = { single: 120, member: 600, replica: 120 } as const;
const POLL_MS = { single: 50, member: 200, replica: 50 } as const;

/** Starts a node's server and waits until it serves; one that was started here and does not is stopped again. */
export async function startServer(
  sandbox: Sandbox,
  node: SandboxNode,
  args: readonly string[] = [],
): Promise<StepEnd> {
  const paths = nodeLayout(sandbox.layout, node.name);
  const running = await findServer(paths);
  const logStart = await endOfLog(paths.errorLog);
  if (running !== null) {
    await waitReady(sandbox, node, { ...running, logStart });
    return { outcome: 'unchanged', detail: 'it runs already' };
  }
  await writeServerConfig(sandbox, node);
  await requireFreePorts(sandbox, node);
  if (node.role === 'member') await mkdir(paths.dataDir, { recursive: true, mode: 0o700 });
  const server = await startDaemon(
    sandbox.programs.mariadbd,
    [`--defaults-file=${paths.configFile}`, ...args],
    {
      variables: nodeVariables(sandbox, node.name),
      cwd: paths.dir,
      outputFile: paths.outputFile,
    },
  );
  try {
    await waitReady(sandbox, node, { ...server, logStart });
  } catch (thrown) {
    await stopServer(sandbox, node.name, IMPATIENT_SECONDS);
    throw thrown;
  }
  return { detail: `pid ${server.pid}, port ${portsOf(sandbox.state, node.name).mariadb}` };
}

/** Writes my.cnf; mariadbd ignores option files that others may write. */
export async function writeServerConfig(sandbox: Sandbox, node: SandboxNode): Promise<void> {
  const paths = nodeLayout(sandbox.layout, node.name);
  const backupPassword = completePasswords(sandbox.passwords).backup;
  await mkdir(paths.dir, { recursive: true, mode: 0o700 });
  await makeSocketDir(sandbox.layout);
  await writeFileAtomic(
    paths.configFile,
    await renderNodeConfig(node, { ...sandbox, backupPassword }),
    0o600,
  );
}

interface Started extends ProcessIdentity {
  readonly logStart: number;
}

/** Waits until the server serves; also ends where it refuses our password, which another step puts right. */
async function waitReady(sandbox: Sandbox, node: SandboxNode, server: Started): Promise<void> {
  const { clock, signal } = sandbox.context;
  const deadlineSeconds = READY_SECONDS[node.role];
  const fail = (what: string) => serverFailed(sandbox, node.name, what, server.logStart);
  let last: ServerFacts | undefined;
  const ask = async () => {
    if (!(await isRunning(server))) throw await fail('ended while it started');
    last = await probeServer(sandbox, node.name);
    if (last.kind === 'answers' && last.wsrep !== null && isInconsistent(last.wsrep))
      throw leftInconsistent(node.name);
    return isReady(node, last) ? true : undefined;
  };
  const ready = await waitUntil(ask, { clock, signal, deadlineSeconds, everyMs: POLL_MS[node.role] });
  if (ready !== undefined) return;
  const answer = last !== undefined && 'reason' in last ? ` (${last.reason})` : '';
  throw await fail(`did not become ready within ${deadlineSeconds} s${answer}`);
}

/** Never ready: it stays without a cluster. */
function leftInconsistent(node: string): AetherError {
  return new AetherError('SERVER_FAILED', `${node} ${LEFT_INCONSISTENT}; its server is stopped`, {
    hint: 'aether cluster recover replaces its data with a copy of another member',
    details: { node, inconsistent: true },
  });
}

/** True where it serves, or refuses only our password. */
export function isReady(node: SandboxNode, facts: ServerFacts): boolean {
  if (facts.kind === 'denied') return true;
  if (facts.kind !== 'answers') return false;
  return node.role !== 'member' || (facts.wsrep !== null && isInCluster(facts.wsrep));
}

/**
 * A server that somebody killed a moment ago keeps its ports until the kernel has ended its last thread; so does the
 * helper of a state transfer that failed, until its script has cleaned up.
 */
const PORT_SECONDS = 15;

export async function requireFreePorts(sandbox: Sandbox, node: SandboxNode): Promise<void> {
  const { clock, signal } = sandbox.context;
  const { mariadb, group, ist, sst } = portsOf(sandbox.state, node.name);
  for (const port of node.role === 'member' ? [mariadb, group, ist, sst] : [mariadb]) {
    const free = async () => ((await isPortFree(port)) ? true : undefined);
    if (await waitUntil(free, { clock, signal, deadlineSeconds: PORT_SECONDS })) continue;
    throw new AetherError('PORT_TAKEN', `port ${port} of ${node.name} is in use by another process`, {
      hint: `see who has it with "ss -ltnp sport = :${port}", end that, and run "aether sandbox up" again`,
      details: { node: node.name, port },
    });
  }
}

/** A directory in /tmp could have been made by anybody: it must be ours, and no link. */
async function makeSocketDir({ socketDir, root }: SandboxLayout): Promise<void> {
  if (socketDir === root) return;
  await mkdir(socketDir, { recursive: true, mode: 0o700 });
  const found = await lstat(socketDir);
  if (!found.isDirectory() || found.uid !== process.getuid?.()) {
    throw new AetherError('SERVER_FAILED', `${socketDir} belongs to somebody else`, {
      hint: 'use a shorter path for the state directory: AETHER_STATE_DIR',
    });
  }
  await chmod(socketDir, 0o700);
}
