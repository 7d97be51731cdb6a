import { randomBytes } from 'node:crypto';
import { totalmem, userInfo } from 'node:os';
import { resolve } from 'node:path';
import { AetherError } from '../core/errors.ts';
import { chooseFreePorts, isPortFree } from '../infra/process/free-ports.ts';
import { exists, readDataState } from './collect-facts.ts';
import { layoutOf, nodeLayout, type SandboxLayout } from './layout.ts';
import { processesOf, surveyProcesses } from './node-processes.ts';
import { readPasswords } from './passwords.ts';
import type { Sandbox, SandboxContext } from './sandbox.ts';
import { readState, type NodePorts, type SandboxState } from './sandbox-state.ts';
import { findServerPrograms, type ServerVersion } from './server-programs.ts';
import { FIRST_NODE, nodesOf, type Topology } from './topology.ts';

/** What was asked for on the command line; what the sandbox has already is kept. */
export interface UpRequest {
  readonly galera: boolean;
  readonly replica: boolean;
  /** Servers from another place than the system's. */
  readonly basedir: string | undefined;
}

/** The layout for whoever runs this process. */
export function currentLayout(stateDir: string): SandboxLayout {
  return layoutOf(stateDir, userInfo().uid);
}

/** Puts together what the sandbox is to be; finds programs and ports, and changes nothing. */
export async function prepareSandbox(context: SandboxContext, request: UpRequest): Promise<Sandbox> {
  const layout = currentLayout(context.stateDir);
  const previous = await readState(layout);
  const topology = {
    galera: request.galera || previous?.galera === true,
    replica: request.replica || previous?.replica === true,
  };
  const basedir =
    request.basedir === undefined ? (previous?.basedir ?? null) : resolve(context.cwd, request.basedir);
  const programs = await findServerPrograms(topology, basedir, context.variables);
  if (previous !== undefined) await requireSameSeries(layout, previous, programs.version);
  const state: SandboxState = {
    format: 1,
    wanted: 'up',
    ...topology,
    basedir,
    version: programs.version.full,
    clusterName: previous?.clusterName ?? `sandbox-${randomBytes(3).toString('hex')}`,
    ports: await choosePorts(layout, topology, previous?.ports ?? {}),
  };
  return {
    context,
    layout,
    state,
    programs,
    passwords: await readPasswords(layout, context.redactor),
    osUser: userInfo().username,
    memoryBytes: process.constrainedMemory() || totalmem(),
  };
}

/** Another series would change the data so that the first can no longer read it. */
async function requireSameSeries(
  layout: SandboxLayout,
  previous: SandboxState,
  version: ServerVersion,
): Promise<void> {
  if (previous.version.startsWith(`${version.series}.`)) return;
  if (!(await exists(nodeLayout(layout, FIRST_NODE).dataDir))) return;
  const message = `the sandbox holds data of MariaDB ${previous.version}, and this is ${version.full}`;
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
