import type { Clock } from '../../core/clock.ts';
import { systemErrorCode } from '../../core/errors.ts';
import { isRunning, type ProcessIdentity } from './process-table.ts';
import { waitUntil } from './wait-until.ts';

/** How a process went: it was gone already, it ended when asked, or it had to be killed. */
export type Ending = 'gone' | 'ended' | 'killed';

/**
 * SIGTERM, and SIGKILL once the grace has passed. The identity is checked right before each signal, so that a
 * pid that was handed to another process meanwhile is left alone.
 */
export async function endProcess(
  identity: ProcessIdentity,
  options: { readonly clock: Clock; readonly graceSeconds: number },
): Promise<Ending> {
  const gone = async () => ((await isRunning(identity)) ? undefined : true);
  if (!(await signalProcess(identity, 'SIGTERM'))) return 'gone';
  if (await waitUntil(gone, { clock: options.clock, deadlineSeconds: options.graceSeconds, everyMs: 20 })) {
    return 'ended';
  }
  await signalProcess(identity, 'SIGKILL');
  await waitUntil(gone, { clock: options.clock, deadlineSeconds: KILL_SECONDS, everyMs: 20 });
  return 'killed';
}

/** A killed process can stay for as long as the kernel writes back its pages. */
const KILL_SECONDS = 30;

/** Sends a signal to exactly this process; false where it is gone. */
export async function signalProcess(identity: ProcessIdentity, signal: NodeJS.Signals): Promise<boolean> {
  if (!(await isRunning(identity))) return false;
  try {
    return process.kill(identity.pid, signal);
  } catch (thrown) {
    if (systemErrorCode(thrown) === 'ESRCH') return false;
    throw thrown;
  }
}
