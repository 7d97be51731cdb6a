import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { AetherError } from '../../core/errors.ts';
import { labCommand } from '../../core/lab-command.ts';
import type { FaultStatus } from '../../infra/fault/fault-injector.ts';
import { runProgram } from '../../infra/process/run-program.ts';
import { removeCgroup } from '../host/cgroup.ts';
import type { Lab } from '../lab.ts';
import { faultDirectory, keeperCgroup, listFaults } from './fault-records.ts';

/** Longer than it takes to inject a fault or to heal it; a machine that hangs may never let that end. */
const LOCK_SECONDS = 60;

/** Heals one fault and ends the process that held it. Throws LAB_FAULT_FAILED. */
export async function healFault(lab: Lab, id: string): Promise<void> {
  const directory = faultDirectory(lab, id);
  // One at a time: the process that holds the fault may be injecting or healing it at this moment.
  const lock = ['--close', '--timeout', String(LOCK_SECONDS), `${directory}/.`];
  const result = await runProgram('flock', [...lock, 'sh', '-e', join(directory, 'heal.sh')], lab.context);
  if (result.exitCode !== 0 && existsSync(directory)) {
    const [down, up] = ['down', 'up'].map((words) => labCommand(lab.layout.name, words));
    const reason = result.stderr.trim() || `another process has been at it for ${LOCK_SECONDS} s`;
    throw new AetherError('LAB_FAULT_FAILED', `${id} is not healed: ${reason}`, {
      hint: `restart the machine: ${down}, then ${up}`,
      details: { fault: id, script: join(directory, 'heal.sh') },
    });
  }
  await removeCgroup(keeperCgroup(lab, id), lab.context);
}

/** Heals all faults, or those of one machine; returns what was healed. */
export async function healFaults(lab: Lab, host: string | undefined): Promise<FaultStatus[]> {
  const faults = (await listFaults(lab)).filter((fault) => host === undefined || fault.host === host);
  // The last one first, as they may have been put on top of one another.
  for (const fault of faults.toReversed()) await healFault(lab, fault.id);
  return faults;
}
