import { existsSync } from 'node:fs';
import { AetherError } from '../core/errors.ts';
import { pendingSteps } from '../core/plan.ts';
import type { Context } from '../infra/context.ts';
import { runProgramOrThrow } from '../infra/process/run-program.ts';
import { type Performers, performTask } from '../infra/run/perform-task.ts';
import { runPlan } from '../infra/run/run-plan.ts';
import { stepByStep } from '../infra/run/step-by-step.ts';
import { withRunLock } from '../infra/run/with-run-lock.ts';
import { measureLab } from './lab-data.ts';
import { forgetFaults, listFaults } from './fault/fault-records.ts';
import { isPopulated, removeCgroup } from './host/cgroup.ts';
import { attachedVolumes, awaitVolumes, shutDownHost } from './host/shut-down-host.ts';
import { imageCache } from './image/image-cache.ts';
import { HOSTS_AT_ONCE, hostCgroup, labCgroup, labLock, type Lab } from './lab.ts';
import type { LabContext } from './lab-context.ts';
import { readState, writeState } from './lab-state.ts';
import { layoutOf } from './layout.ts';
import { removeNetwork } from './network/network.ts';
import { DEFAULT_RELEASE } from './debian-release.ts';
import { planDown, type DownPlan, type DownTask } from './plan-down.ts';
import { checkRoot } from './requirements.ts';

export interface DownRequest {
  readonly name: string;
  /** Delete the machines' disks, keys and the environment file as well. */
  readonly purge: boolean;
  /** Pull the plug instead of shutting down. */
  readonly force: boolean;
}

export interface DownReport {
  readonly stopped: readonly string[];
  readonly purged: boolean;
  /** Where images stay that machines are made from; labs of other directories may need them. null where there are none. */
  readonly image_cache: string | null;
}

export type DownContext = LabContext & Pick<Context, 'confirm'>;

/** What `down` would do now. */
export async function planLabDown(context: DownContext, request: DownRequest): Promise<DownPlan> {
  return planNow(await openForDown(context, request), request);
}

/** Shuts all machines down at the same time and removes everything that runs; with `purge` the files too. */
export async function labDown(context: DownContext, request: DownRequest): Promise<DownReport> {
  checkRoot(context);
  const asked = await planLabDown(context, request);
  if (request.purge && pendingSteps(asked).length > 0) await context.confirm(asked, request.name);
  const layout = layoutOf(context.stateDir, request.name);
  return withRunLock(context, labLock(layout, 'down'), async () => {
    const lab = await openForDown(context, request);
    if (!request.purge && existsSync(lab.layout.stateFile)) await writeState(lab.layout, lab.state);
    const stopped = await runningHosts(lab);
    const plan = await planNow(lab, request);
    const performers = performersOf(lab);
    const runSteps = stepByStep(context, async (task: DownTask) => performTask(performers, task));
    await runPlan(context, plan, { runSteps, limit: HOSTS_AT_ONCE });
    const cache = imageCache(context.variables);
    return {
      stopped,
      purged: pendingSteps(plan).some(({ action }) => action === 'delete'),
      image_cache: existsSync(cache) ? cache : null,
    };
  });
}

/** Also a lab whose state file is damaged can be taken down: what runs is looked up in its cgroup. */
async function openForDown(context: LabContext, { name, purge }: DownRequest): Promise<Lab> {
  const layout = layoutOf(context.stateDir, name);
  const state = await readState(layout).catch((thrown: unknown) => {
    if (purge && thrown instanceof AetherError) return undefined;
    throw thrown;
  });
  const known = state ?? { format: 1, namespace: layout.namespace, debian: DEFAULT_RELEASE, hosts: [] };
  return { context, layout, state: { ...known, wanted: 'down' }, cgroup: await labCgroup(layout) };
}

async function runningHosts(lab: Lab): Promise<string[]> {
  const hosts = lab.state.hosts.map(({ name }) => name);
  const running = await Promise.all(hosts.map((name) => isPopulated(hostCgroup(lab, name))));
  return hosts.filter((_, index) => running[index]);
}

async function planNow(lab: Lab, { purge, force }: DownRequest): Promise<DownPlan> {
  const facts = {
    running: await runningHosts(lab),
    remains:
      existsSync(lab.cgroup) ||
      existsSync(lab.layout.namespace) ||
      (await attachedVolumes(lab)).length > 0 ||
      (await listFaults(lab)).length > 0,
    files: existsSync(lab.layout.root) ? lab.layout.root : null,
    ...(purge ? { data: await measureLab(lab) } : {}),
  };
  return planDown(lab.layout.name, facts, { purge, force });
}

function performersOf(lab: Lab): Performers<DownTask> {
  return {
    stop: ({ host }) => shutDownHost(lab, host),
    remove: async () => {
      await forgetFaults(lab);
      await removeCgroup(lab.cgroup, lab.context);
      await awaitVolumes(lab);
      await removeNetwork(lab.layout, lab.context);
    },
    purge: async () => {
      await runProgramOrThrow('rm', ['--one-file-system', '-rf', '--', lab.layout.root], lab.context);
    },
  };
}
