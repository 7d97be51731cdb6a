import { copyFile, mkdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { AetherError, systemErrorCode } from '../core/errors.ts';
import type { ClusterSite, MemberControl } from '../infra/mariadb/galera/cluster-site.ts';
import { markFounder, parseGrastate } from '../infra/mariadb/galera/galera-position.ts';
import { LIVE_VARIABLES, liveMember } from '../infra/mariadb/galera/member-data.ts';
import { NO_HISTORY, type MemberData, type MemberReport } from '../infra/mariadb/galera/member-report.ts';
import { showPairs } from '../infra/mariadb/show-pairs.ts';
import { drillLock } from '../infra/fault/drill-lock.ts';
import { withRunLock } from '../infra/run/with-run-lock.ts';
import { writeFileAtomic } from '../infra/state/write-file-atomic.ts';
import { readDataState } from './collect-facts.ts';
import { joinCluster } from './join-cluster.ts';
import { nodeLayout } from './layout.ts';
import { findServer } from './node-processes.ts';
import { currentLayout, prepareSandbox } from './prepare-sandbox.ts';
import { openAdmin } from './probe-server.ts';
import { readPosition, startPosition } from './read-position.ts';
import { type Sandbox, type SandboxContext, sandboxLock } from './sandbox.ts';
import { readState } from './sandbox-state.ts';
import { ADDRESS, portsOf } from './server-config.ts';
import { setAside } from './set-aside.ts';
import { startServer } from './start-server.ts';
import { stopServer } from './stop-server.ts';
import { nodesOf, type SandboxNode } from './topology.ts';

const RECOVER = 'aether cluster';

/** The cluster of the sandbox, as it is recovered. Throws ENVIRONMENT_INVALID if the sandbox has none, or is to be down. */
export async function recoverSite(context: SandboxContext): Promise<ClusterSite> {
  const layout = currentLayout(context.stateDir);
  const known = await readState(layout);
  if (known?.galera !== true || known.wanted === 'down') {
    const problem = known?.galera === true ? 'is down, as requested' : 'has no cluster';
    throw new AetherError('ENVIRONMENT_INVALID', `the sandbox ${problem}`, {
      hint: 'aether sandbox up --galera',
    });
  }
  const sandbox = await prepareSandbox(context, { galera: true, replica: known.replica, basedir: undefined });
  const members = nodesOf(sandbox.state).filter(({ role }) => role === 'member');
  return {
    name: 'sandbox',
    members: members.map((node) => controlOf(sandbox, node)),
    // Others who start servers are waited for. A drill is not: it holds its own lock alone, as its faults heal by `sandbox up`.
    exclusively: (_, work) =>
      withRunLock(context, sandboxLock(layout, RECOVER), () =>
        withRunLock(context, { ...drillLock(context.stateDir), command: RECOVER, waitSeconds: 0 }, () =>
          work(async () => undefined),
        ),
      ),
    proveOff: async () => undefined,
  };
}

function controlOf(sandbox: Sandbox, node: SandboxNode): MemberControl {
  const { name } = node;
  return {
    member: name,
    clientAddress: `${ADDRESS}:${portsOf(sandbox.state, name).mariadb}`,
    report: () => reportOf(sandbox, name),
    hold: async () => void (await stopServer(sandbox, name)),
    savePosition: async () => {
      const directory = await savePosition(sandbox, name);
      await clearMarks(sandbox, name);
      return directory;
    },
    readPosition: () => readPosition(sandbox, node),
    setAside: () => setAside(sandbox, name),
    bootstrap: async (position) => {
      await rewriteGrastate(sandbox, name, true);
      await startServer(sandbox, node, ['--wsrep-new-cluster', ...startPosition(position)]);
    },
    join: async () => void (await joinCluster(sandbox, node)),
    open: (signal) => openAdmin(sandbox, name, signal),
  };
}

async function reportOf(sandbox: Sandbox, name: string): Promise<MemberReport> {
  const paths = nodeLayout(sandbox.layout, name);
  const server = await findServer(paths);
  const isRunning = server !== null;
  const wsrep = isRunning ? await ask(sandbox, name) : undefined;
  return {
    member: name,
    // All of them have the same address; here they are told apart by name.
    address: name,
    server: isRunning ? 'running' : 'stopped',
    data: await dataOf(sandbox, name),
    knownAddresses: [],
    ...(server === null ? {} : { startId: `${server.pid}-${server.startTicks}` }),
    ...(wsrep === undefined ? {} : { wsrep }),
  };
}

/** undefined if the server does not answer, or is not in a cluster. */
async function ask(sandbox: Sandbox, name: string) {
  try {
    await using session = await openAdmin(sandbox, name);
    return liveMember({
      status: await showPairs(session, "SHOW GLOBAL STATUS LIKE 'wsrep_%'"),
      variables: await showPairs(session, LIVE_VARIABLES),
    });
  } catch (thrown) {
    if (!(thrown instanceof AetherError) || thrown.code === 'INTERRUPTED' || thrown.code === 'BUG')
      throw thrown;
    return undefined;
  }
}

async function dataOf(sandbox: Sandbox, name: string): Promise<MemberData> {
  const paths = nodeLayout(sandbox.layout, name);
  if ((await readDataState(paths)) !== 'complete') return { kind: 'blank' };
  const grastate = await readFile(join(paths.dataDir, 'grastate.dat'), 'utf8').catch(() => '');
  const uuid = /^uuid:\s+(\S+)/m.exec(grastate)?.[1] ?? NO_HISTORY;
  if (uuid === NO_HISTORY) return { kind: 'foreign' };
  return { kind: 'history', uuid, seqno: parseGrastate(name, grastate)?.seqno ?? 'unclear' };
}

async function savePosition({ context, layout }: Sandbox, name: string): Promise<string> {
  const paths = nodeLayout(layout, name);
  const directory = join(paths.dir, `recover-${context.runId}`);
  await mkdir(directory, { recursive: true, mode: 0o700 });
  for (const file of ['grastate.dat', 'gvwstate.dat']) {
    await copyFile(join(paths.dataDir, file), join(directory, file)).catch((thrown: unknown) => {
      if (systemErrorCode(thrown) !== 'ENOENT') throw thrown;
    });
  }
  return directory;
}

async function clearMarks(sandbox: Sandbox, name: string): Promise<void> {
  await rewriteGrastate(sandbox, name, false);
  await rm(join(nodeLayout(sandbox.layout, name).dataDir, 'gvwstate.dat'), { force: true });
}

async function rewriteGrastate({ layout }: Sandbox, name: string, mayFound: boolean): Promise<void> {
  const file = join(nodeLayout(layout, name).dataDir, 'grastate.dat');
  const grastate = await readFile(file, 'utf8').catch(() => undefined);
  if (grastate !== undefined) await writeFileAtomic(file, markFounder(grastate, mayFound), 0o600);
}
