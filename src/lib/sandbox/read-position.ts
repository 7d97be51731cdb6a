import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { AetherError } from '../core/errors.ts';
import {
  parseGrastate,
  parseRecovered,
  type GaleraPosition,
} from '../infra/mariadb/galera/galera-position.ts';
import { runProgram } from '../infra/process/run-program.ts';
import { nodeLayout } from './layout.ts';
import type { Sandbox } from './sandbox.ts';
import { nodeVariables } from './server-variables.ts';
import { requireFreePorts, writeServerConfig } from './start-server.ts';
import type { SandboxNode } from './topology.ts';

/**
 * The position of a stopped member: from grastate.dat after a clean stop; after a crash InnoDB is asked, which takes
 * about a second. undefined if it was never in a cluster, or InnoDB has no position.
 */
export async function readPosition(sandbox: Sandbox, node: SandboxNode): Promise<GaleraPosition | undefined> {
  const paths = nodeLayout(sandbox.layout, node.name);
  const grastate = await readFile(join(paths.dataDir, 'grastate.dat'), 'utf8').catch(() => undefined);
  // Never in a cluster before.
  if (grastate === undefined) return undefined;
  const stopped = parseGrastate(node.name, grastate);
  if (stopped !== undefined) return stopped;
  // One that was killed a moment ago still has its files locked, which InnoDB does not wait for; its ports go last.
  await requireFreePorts(sandbox, node);
  await writeServerConfig(sandbox, node);
  const log = recoveryLog(sandbox, node.name);
  await rm(log, { force: true });
  const args = [`--defaults-file=${paths.configFile}`, '--wsrep-recover', `--log-error=${log}`];
  const { exitCode } = await runProgram(sandbox.programs.mariadbd, args, {
    variables: nodeVariables(sandbox, node.name),
    signal: sandbox.context.signal,
    cwd: paths.dir,
  });
  if (exitCode === null) throw wasKilled(node.name);
  if (exitCode !== 0) throw unreadablePosition(sandbox, node.name);
  return parseRecovered(node.name, await readFile(log, 'utf8').catch(() => ''));
}

/** As the server takes it. */
export function startPosition(position: GaleraPosition | undefined): string[] {
  return position === undefined ? [] : [`--wsrep_start_position=${position.text}`];
}

/** Left out, it might be the one that is ahead. */
export function unreadablePosition(sandbox: Sandbox, node: string): AetherError {
  const { dataDir } = nodeLayout(sandbox.layout, node);
  const log = recoveryLog(sandbox, node);
  return new AetherError('SANDBOX_DAMAGED', `the Galera position of ${node} cannot be read`, {
    hint: `read ${log}; to continue without the data of ${node}, move ${dataDir} away and run "aether sandbox up" again`,
    details: { node, log, data_dir: dataDir },
  });
}

function recoveryLog(sandbox: Sandbox, node: string): string {
  return join(nodeLayout(sandbox.layout, node).dir, 'recover.log');
}

/** Which says nothing about its data. */
function wasKilled(node: string): AetherError {
  const message = `mariadbd was killed while it read the Galera position of ${node}`;
  return new AetherError('PROGRAM_FAILED', message, {
    hint: 'run "aether sandbox up" again',
    details: { node },
  });
}
