import type { LockOptions } from '../infra/state/directory-lock.ts';
import type { SandboxContext } from './sandbox.ts';

/** Longer than a cluster takes to come up, on a machine with much else to do. */
const WAIT_SECONDS = 600;

/** How the commands of the sandbox wait for one another. */
export function sandboxLock(context: SandboxContext, command: string): LockOptions {
  return {
    clock: context.clock,
    signal: context.signal,
    command,
    waitSeconds: WAIT_SECONDS,
    onWait: (holder) =>
      context.emit({
        type: 'note',
        level: 'info',
        message: `waiting for "${holder.command}" (pid ${holder.pid}, since ${holder.since}) to finish`,
      }),
  };
}
