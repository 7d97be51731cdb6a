import { keepStep, type Plan, type TaskStep } from '../core/plan.ts';
import { describeData } from '../infra/mariadb/server/measure-data.ts';
import type { LabData } from './lab-data.ts';

/** `remove`: faults, left-over processes and the network. */
export type DownTask =
  { readonly kind: 'stop'; readonly host: string } | { readonly kind: 'remove' | 'purge' };

export type DownStep = TaskStep<DownTask>;
export type DownPlan = Plan<DownStep>;

export interface DownFacts {
  /** The machines that have processes. */
  readonly running: readonly string[];
  /** Whether the lab's cgroup, its network, a device of a data volume or a fault is there. */
  readonly remains: boolean;
  /** The directory with the machines' disks; null where there is none. */
  readonly files: string | null;
  /** What would be lost; looked at only if it is to be deleted. */
  readonly data?: LabData;
}

/** What must be done so that nothing of the lab runs, and with `purge` nothing of it is left. */
export function planDown(
  lab: string,
  facts: DownFacts,
  options: { readonly purge: boolean; readonly force: boolean },
): DownPlan {
  const steps: DownStep[] = [];
  // What is killed with the cgroup anyway need not be stopped one by one.
  if (!options.force) steps.push(...facts.running.map((host) => planStop(host)));
  if (facts.remains) {
    const summary = options.force
      ? 'cut the power of all machines, remove the network'
      : 'remove the network';
    steps.push({ id: 'remove', action: 'stop', subject: 'lab', summary, task: { kind: 'remove' } });
  }
  if (options.purge && facts.files !== null) {
    const lost = facts.data === undefined ? '' : ` (${describeLoss(facts.data)})`;
    const summary = `delete the disks of all machines${lost}, their keys and the environment file`;
    const purge = { id: 'purge', subject: facts.files, summary, destructive: true };
    steps.push({ ...purge, action: 'delete', task: { kind: 'purge' } });
  }
  if (steps.length === 0) {
    steps.push(keepStep({ id: 'nothing', subject: 'lab', summary: 'nothing runs' }));
  }
  return { title: `lab "${lab}": down`, steps };
}

function describeLoss(data: LabData): string {
  const seen = data.databases.length > 0 || data.unseen.length === 0 ? [describeData(data)] : [];
  const unseen =
    data.unseen.length === 0 ? [] : [`the data of ${data.unseen.join(', ')} not counted, as they are down`];
  return [...seen, ...unseen].join('; ');
}

function planStop(host: string): DownStep {
  const words = { id: `${host}.stop`, host, subject: host, summary: 'shut down' };
  return { ...words, action: 'stop', task: { kind: 'stop', host } };
}
