import type { ProcessIdentity } from '../infra/process/process-table.ts';
import type { RunProcess, RunRecord } from '../infra/run-record/run-record.ts';

/**
 * How a run is or ended. `killed`: its process is gone and wrote no end. `unknown`: its record cannot be read, or it
 * was started where its process cannot be seen from here.
 */
export type RunState = RunRecord['state'] | 'killed' | 'unknown';

export const RUN_STATES: readonly RunState[] = [
  'running',
  'finished',
  'failed',
  'interrupted',
  'killed',
  'unknown',
];

/** Who looks: pids of another machine or namespace say nothing to it. */
export interface Observer {
  readonly machine: string;
  readonly process: RunProcess;
  readonly isRunning: (identity: ProcessIdentity) => Promise<boolean>;
}

/** The state of a run as the observer sees it. */
export async function runState(
  { state, machine, process }: RunRecord,
  observer: Observer,
): Promise<RunState> {
  if (state !== 'running') return state;
  if (process.boot_id !== observer.process.boot_id) {
    // A machine that was started again has none of its old processes left.
    return machine === observer.machine ? 'killed' : 'unknown';
  }
  if (process.pid_namespace !== observer.process.pid_namespace) return 'unknown';
  const runs = await observer.isRunning({ pid: process.pid, startTicks: process.start_ticks });
  return runs ? 'running' : 'killed';
}
