import { randomBytes } from 'node:crypto';
import { realpathSync, statSync } from 'node:fs';
import { totalmem, userInfo } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import { AetherError, systemErrorCode } from '../core/errors.ts';
import { chooseFreePorts, isPortFree } from '../infra/process/free-ports.ts';
import { exists, readDataState } from './collect-facts.ts';
import { layoutOf, nodeLayout, type SandboxLayout } from './layout.ts';
import { prepareMongo } from './mongo/prepare-mongo.ts';
import { processesOf, surveyProcesses } from './node-processes.ts';
import { readPasswords } from './passwords.ts';
import type { Sandbox, SandboxContext } from './sandbox.ts';
import { readState, type NodePorts, type SandboxState } from './sandbox-state.ts';
import { findServerPrograms } from './server-programs.ts';
import type { ServerVersion } from './server-version.ts';
import { FIRST_NODE, nodesOf, type Topology } from './topology.ts';

/** What was asked for on the command line; what the sandbox has already is kept. */
export interface UpRequest {
  readonly galera: boolean;
  readonly replica: boolean;
  /** A MongoDB server as well. */
  readonly mongo?: boolean;
  /** Servers from another place than the system's. */
  readonly basedir: string | undefined;
}

/** The layout for whoever runs this process; throws USAGE where the sandbox belongs to another user. */
export function currentLayout(stateDir: string): SandboxLayout {
  const { uid } = userInfo();
  const layout = layoutOf(withoutLinks(stateDir), uid);
  const owner = statSync(layout.root, { throwIfNoEntry: false })?.uid;
  if (owner === undefined || owner === uid) return layout;
  // With sudo it would seem to work, and leave files that its owner cannot use.
  throw new AetherError('USAGE', `${layout.root} belongs to another user (uid ${owner})`, {
    hint: 'run aether as that user, or name another place with AETHER_STATE_DIR',
  });
}

/** Servers are found again by their paths, so that each must have one spelling; what is not there has no links. */
function withoutLinks(path: string): string {
  try {
    return realpathSync(path);
  } catch (thrown) {
    if (systemErrorCode(thrown) !== 'ENOENT') throw thrown;
    return join(withoutLinks(dirname(path)), basename(path));
  }
}

/** Puts together what the sandbox is to be; finds programs and ports, and changes nothing. */
export async function prepareSandbox(context: SandboxContext, request: UpRequest): Promise<Sandbox> {
  if (process.platform !== 'linux') {
    throw new AetherError('SERVER_MISSING', 'the sandbox needs Linux: it finds its servers in /proc');
  }
  const layout = currentLayout(context.stateDir);
  const known = (await readState(layout)) ?? newState();
  const topology = { galera: request.galera || known.galera, replica: request.replica || known.replica };
  const basedir = request.basedir === undefined ? known.basedir : resolve(context.cwd, request.basedir);
  const programs = await findServerPrograms(topology, basedir, context.variables);
  await requireSameSeries(layout, known, programs.version);
  const ports = await choosePorts(layout, topology, known.ports);
  const taken = Object.values(ports).flatMap((own) => Object.values(own));
  const wantsMongo = request.mongo === true || known.mongo !== null;
  const state: SandboxState = {
    ...known,
    ...topology,
    wanted: 'up',
    basedir,
    version: programs.version.full,
    ports,
    mongo: wantsMongo ? await prepareMongo(layout, known.mongo, context.variables, taken) : null,
  };
  return {
    context,
    layout,
    state,
    programs,
    passwords: await readPasswords(layout, context.redactor),
    osUser: userInfo().username,
    memoryBytes: Math.min(process.constrainedMemory() || Infinity, totalmem()),
  };
}

function newState(): SandboxState {
  const clusterName = `sandbox-${randomBytes(3).toString('hex')}`;
  const none = { galera: false, replica: false, basedir: null, version: '', ports: {}, mongo: null };
  return { format: 1, wanted: 'up', clusterName, ...none };
}

/** Another series would change the data so that the first can no longer read it. */
async function requireSameSeries(
  layout: SandboxLayout,
  known: SandboxState,
  version: ServerVersion,
): Promise<void> {
  if (known.version.startsWith(`${version.series}.`)) return;
  if (!(await exists(nodeLayout(layout, FIRST_NODE).dataDir))) return;
  const message = `the sandbox holds data of MariaDB ${known.version}, and this is ${version.full}`;
  throw new AetherError('SERVER_VERSION', message, {
    hint: 'name the servers that made it with --basedir, or remove it with "aether sandbox down --purge"',
  });
}

/** Keeps the ports that were chosen before, unless a node that was never used cannot have them. */
async function choosePorts(
  layout: SandboxLayout,
  topology: Topology,
  known: SandboxState['ports'],
): Promise<SandboxState['ports']> {
  const chosen: Record<string, NodePorts> = { ...known };
  for (const { name } of nodesOf(topology)) {
    const ports = chosen[name];
    if (ports !== undefined && !(await mustMove(layout, name, ports))) continue;
    const taken = Object.values(chosen).flatMap((others) => Object.values(others));
    const [mariadb = 0, group = 0, ist = 0, sst = 0] = await chooseFreePorts(4, taken);
    chosen[name] = { mariadb, group, ist, sst };
  }
  return chosen;
}

async function mustMove(layout: SandboxLayout, node: string, ports: NodePorts): Promise<boolean> {
  const paths = nodeLayout(layout, node);
  if ((await readDataState(paths)) === 'complete') return false;
  const { server, strays } = processesOf(paths, await surveyProcesses());
  if (server !== null || strays.length > 0) return false;
  const free = await Promise.all(Object.values(ports).map((port) => isPortFree(port)));
  return free.includes(false);
}
