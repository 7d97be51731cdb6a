import { AetherError } from '../../core/errors.ts';
import { runProgram, type ProgramResult } from '../../infra/process/run-program.ts';
import type { LabContext } from '../lab-context.ts';
import { scriptPath } from '../lab-scripts.ts';

/** What enter-host.sh says where the machine does not run; EX_UNAVAILABLE of sysexits.h. */
export const NOT_RUNNING = 69;

/** The command line that runs a command as root on a machine, past its network. */
export function enterCommand(hostCgroup: string, argv: readonly string[]): [string, ...string[]] {
  return ['sh', scriptPath('enter-host.sh'), hostCgroup, ...argv];
}

/** Runs a command on a machine and returns how it ended and what it said. Throws LAB_NOT_UP. */
export async function runOnHost(
  host: { readonly name: string; readonly cgroup: string },
  argv: readonly string[],
  context: Pick<LabContext, 'variables' | 'signal'>,
): Promise<ProgramResult> {
  const [file, ...args] = enterCommand(host.cgroup, argv);
  const result = await runProgram(file, args, context);
  if (result.exitCode === NOT_RUNNING) throw notRunning(host.name);
  return result;
}

export function notRunning(host: string): AetherError {
  return new AetherError('LAB_NOT_UP', `the machine ${host} does not run`, {
    hint: 'start it: aether lab up',
  });
}
