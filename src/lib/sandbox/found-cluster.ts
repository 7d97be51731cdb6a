import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { AetherError } from '../core/errors.ts';
import type { StepEnd } from '../core/run-step.ts';
import { runProgram } from '../infra/process/run-program.ts';
import { writeFileAtomic } from '../infra/state/write-file-atomic.ts';
import { readDataState } from './collect-facts.ts';
import {
  chooseFounder,
  markFounder,
  parseGrastate,
  parseRecovered,
  type GaleraPosition,
} from '../infra/mariadb/galera/galera-position.ts';
import { nodeLayout } from './layout.ts';
import { findServer } from './node-processes.ts';
import type { Sandbox } from './sandbox.ts';
import { nodeVariables } from './server-variables.ts';
import { requireFreePorts, startServer, writeServerConfig } from './start-server.ts';
import { nodesOf, type SandboxNode } from './topology.ts';

/** Starts the member that is ahead as the first of a new cluster. All members must be stopped. */
export async function foundCluster(sandbox: Sandbox): Promise<StepEnd> {
  const members: SandboxNode[] = [];
  for (const node of nodesOf(sandbox.state)) {
    const data = await readDataState(nodeLayout(sandbox.layout, node.name));
    if (node.role === 'member' && data === 'complete') members.push(node);
  }
  const positions: GaleraPosition[] = [];
  for (const member of members) {
    const position = await readPosition(sandbox, member);
    if (position !== undefined) positions.push(position);
  }
  const ahead = chooseFounder(positions);
  // Without any position there is one server at most, whose data has not been in a cluster yet.
  const founder = members.find((member) => member.name === ahead?.node) ?? members[0];
  if (founder === undefined) throw new TypeError('no member has data to found a cluster on');
  for (const member of members) await rewriteGrastate(sandbox, member, member === founder);
  await startServer(sandbox, founder, ['--wsrep-new-cluster', ...startPosition(ahead)]);
  return { detail: ahead === undefined ? founder.name : `${founder.name} at ${ahead.seqno}` };
}

/** Starts a member that joins the others; with its position known it needs only what it has missed. */
export async function joinCluster(sandbox: Sandbox, node: SandboxNode): Promise<StepEnd> {
  const paths = nodeLayout(sandbox.layout, node.name);
  // InnoDB can be asked for its position only while no server has it open.
  const canAsk = (await findServer(paths)) === null && (await readDataState(paths)) === 'complete';
  const position = canAsk ? await readPosition(sandbox, node) : undefined;
  return startServer(sandbox, node, startPosition(position));
}

function startPosition(position: GaleraPosition | undefined): string[] {
  return position === undefined ? [] : [`--wsrep_start_position=${position.text}`];
}

/** From grastate.dat after a clean stop; after a crash InnoDB is asked, which takes about a second. */
async function readPosition(sandbox: Sandbox, node: SandboxNode): Promise<GaleraPosition | undefined> {
  const paths = nodeLayout(sandbox.layout, node.name);
  const grastate = await readFile(join(paths.dataDir, 'grastate.dat'), 'utf8').catch(() => undefined);
  // Never in a cluster before.
  if (grastate === undefined) return undefined;
  const stopped = parseGrastate(node.name, grastate);
  if (stopped !== undefined) return stopped;
  // One that was killed a moment ago still has its files locked, which InnoDB does not wait for; its ports go last.
  await requireFreePorts(sandbox, node);
  await writeServerConfig(sandbox, node);
  const log = join(paths.dir, 'recover.log');
  await rm(log, { force: true });
  const args = [`--defaults-file=${paths.configFile}`, '--wsrep-recover', `--log-error=${log}`];
  const { exitCode } = await runProgram(sandbox.programs.mariadbd, args, {
    variables: nodeVariables(sandbox, node.name),
    signal: sandbox.context.signal,
    cwd: paths.dir,
  });
  if (exitCode === null) throw wasKilled(node.name);
  if (exitCode !== 0) throw cannotTell(node.name, paths.dataDir, log);
  return parseRecovered(node.name, await readFile(log, 'utf8').catch(() => ''));
}

/** Which says nothing about its data. */
function wasKilled(node: string): AetherError {
  const message = `mariadbd was killed while it looked how far ${node} had come`;
  return new AetherError('PROGRAM_FAILED', message, {
    hint: 'type "aether sandbox up" again',
    details: { node },
  });
}

/** Left out, it might be the one that is ahead. */
function cannotTell(node: string, dataDir: string, log: string): AetherError {
  return new AetherError('SANDBOX_DAMAGED', `${node} cannot tell how far it had come`, {
    hint: `read ${log}; to go on without its data, remove ${dataDir}`,
    details: { node, log },
  });
}

async function rewriteGrastate(sandbox: Sandbox, node: SandboxNode, mayFound: boolean): Promise<void> {
  const file = join(nodeLayout(sandbox.layout, node.name).dataDir, 'grastate.dat');
  const grastate = await readFile(file, 'utf8').catch(() => undefined);
  if (grastate !== undefined) await writeFileAtomic(file, markFounder(grastate, mayFound), 0o600);
}
