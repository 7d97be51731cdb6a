import type { LockOptions } from '../infra/state/directory-lock.ts';
import type { LabContext } from './lab-context.ts';

/** Longer than a cold image takes. */
const WAIT_SECONDS = 180;

/** How the commands of a lab wait for one another. */
export function labLock(context: LabContext, command: string): LockOptions {
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
