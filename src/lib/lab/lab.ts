import { join } from 'node:path';
import { AetherError } from '../core/errors.ts';
import { labCommand } from '../core/lab-command.ts';
import { didYouMean } from '../core/suggest.ts';
import type { RunLock } from '../infra/run/with-run-lock.ts';
import { cgroupMount } from './host/cgroup.ts';
import type { LabHost } from './host/topology.ts';
import type { LabContext } from './lab-context.ts';
import { readState, type LabState } from './lab-state.ts';
import { layoutOf, type LabLayout } from './layout.ts';

/** A lab that exists, with everything needed to work with it. */
export interface Lab {
  readonly context: LabContext;
  readonly layout: LabLayout;
  readonly state: LabState;
  /** Of the whole lab; each machine has one below it. */
  readonly cgroup: string;
}

/** Opens a lab. Throws LAB_NOT_UP where there is none of that name. */
export async function openLab(context: LabContext, name: string): Promise<Lab> {
  const layout = layoutOf(context.stateDir, name);
  const state = await readState(layout);
  if (state !== undefined) return { context, layout, state, cgroup: await labCgroup(layout) };
  throw new AetherError('LAB_NOT_UP', `there is no lab "${name}" in ${layout.root}`, {
    hint: `start it: ${labCommand(name, 'up')}`,
  });
}

export async function labCgroup(layout: LabLayout): Promise<string> {
  return join(await cgroupMount(), layout.id);
}

export function hostCgroup(lab: Pick<Lab, 'cgroup'>, host: string): string {
  return join(lab.cgroup, host);
}

/** A machine of the lab by its name. Throws USAGE. */
export function hostNamed(lab: Pick<Lab, 'state'>, name: string): LabHost {
  const host = lab.state.hosts.find((candidate) => candidate.name === name);
  if (host !== undefined) return host;
  const names = lab.state.hosts.map((candidate) => candidate.name);
  throw new AetherError('USAGE', `the lab has no host "${name}"${didYouMean(name, names)}`, {
    hint: `its hosts are ${names.join(', ')}`,
  });
}

/** Longer than a cold image takes. */
const WAIT_SECONDS = 180;

/** How the commands of a lab wait for one another. */
export function labLock({ name, lock }: LabLayout, words: string): RunLock {
  return { path: lock, command: labCommand(name, words), waitSeconds: WAIT_SECONDS };
}

/** How many machines are made, booted or shut down at a time. */
export const HOSTS_AT_ONCE = 8;
