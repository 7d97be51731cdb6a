import { AetherError } from '../../core/errors.ts';
import { labCommand } from '../../core/lab-command.ts';
import { scriptPath } from '../lab-scripts.ts';

/** What enter-host.sh says where the machine does not run; EX_UNAVAILABLE of sysexits.h. */
export const NOT_RUNNING = 69;

/** The command line that runs a command as root on a machine, bypassing its network. */
export function enterCommand(hostCgroup: string, argv: readonly string[]): [string, ...string[]] {
  return ['sh', scriptPath('enter-host.sh'), hostCgroup, ...argv];
}

export function notRunning(lab: string, host: string): AetherError {
  return new AetherError('LAB_NOT_UP', `the machine ${host} does not run`, {
    hint: `start it: ${labCommand(lab, 'up')}`,
  });
}
