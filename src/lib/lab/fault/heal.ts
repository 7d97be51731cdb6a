import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { AetherError } from '../../core/errors.ts';
import { labCommand } from '../../core/lab-command.ts';
import { runProgram } from '../../infra/process/run-program.ts';
import { removeCgroup } from '../host/cgroup.ts';
import type { Lab } from '../lab.ts';
import { faultDirectory, keeperCgroup, listFaults, type FaultStatus } from './fault-ledger.ts';

/** Heals one fault and ends the process that held it. Throws LAB_FAULT_FAILED. */
export async function healFault(lab: Lab, id: string): Promise<void> {
  const directory = faultDirectory(lab, id);
  // One at a time: the process that holds the fault may be healing it at this moment.
  const heal = ['--close', `${directory}/.`, 'sh', '-e', join(directory, 'heal.sh')];
  const result = await runProgram('flock', heal, lab.context);
  if (result.exitCode !== 0 && existsSync(directory)) {
    const [down, up] = ['down', 'up'].map((words) => labCommand(lab.layout.name, words));
    throw new AetherError('LAB_FAULT_FAILED', `${id} is not healed: ${result.stderr.trim()}`, {
      hint: `start the machine anew: ${down}, then ${up}`,
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
