import { mkdir } from 'node:fs/promises';
import { AetherError } from '../core/errors.ts';
import { labCommand } from '../core/lab-command.ts';
import { isDestructive } from '../core/plan.ts';
import type { Context } from '../infra/context.ts';
import { converge, type Look } from '../infra/run/converge.ts';
import { stepByStep } from '../infra/run/step-by-step.ts';
import { withRunLock } from '../infra/run/with-run-lock.ts';
import { collectFacts } from './collect-facts.ts';
import { DEFAULT_RELEASE, type Release } from './debian-release.ts';
import { DEFAULT_HOSTS, topologyOf, withBlankData, type LabHost } from './host/topology.ts';
import { imageCache } from './image/image-cache.ts';
import { readRecipe } from './image/lab-image.ts';
import { HOSTS_AT_ONCE, labCgroup, labLock } from './lab.ts';
import type { LabContext } from './lab-context.ts';
import { labSubnet } from './lab-name.ts';
import { readState, writeState, type LabState } from './lab-state.ts';
import { describeHosts, type HostStatus } from './lab-status.ts';
import { layoutOf, type LabLayout } from './layout.ts';
import { planLab, type LabFacts, type LabPlan, type LabStep, type LabTask } from './plan-lab.ts';
import { checkUpRequirements } from './requirements.ts';
import { runTask, type Workshop } from './run-task.ts';

export interface UpRequest {
  readonly name: string;
  /** Machines to have beside those that are there; the usual six where there are none. */
  readonly hosts: readonly string[] | undefined;
  readonly fresh: boolean;
  readonly dataBytes: number;
  /** New MariaDB hosts get a disk without a file system. */
  readonly blankData: boolean;
  /** Which Debian the machines have; that of the lab, or 13 in a new one. */
  readonly debian?: Release | undefined;
  readonly mirror: string;
}

export interface UpReport {
  readonly lab: string;
  /** How many steps changed something; 0 where it was up already. */
  readonly changed: number;
  readonly environmentFile: string;
  readonly hosts: readonly HostStatus[];
}

export type UpContext = LabContext & Pick<Context, 'confirm'>;

/** What `up` would do now. */
export async function planLabUp(context: UpContext, request: UpRequest): Promise<LabPlan> {
  return (await look(await openWorkshop(context, request), request.fresh)).plan;
}

/**
 * Brings every machine of the lab up, whatever state it is found in. Safe to end at any moment and to run again.
 * With `fresh` the machines are made again after asking.
 */
export async function labUp(context: UpContext, request: UpRequest): Promise<UpReport> {
  await checkUpRequirements(context);
  const layout = layoutOf(context.stateDir, request.name);
  // Asked before the lock is taken: a question may stand for hours.
  const asked = await planLabUp(context, request);
  if (isDestructive(asked)) await context.confirm(asked, request.name);
  return withRunLock(context, labLock(layout, 'up'), async () => {
    const workshop = await openWorkshop(context, request);
    // Here, because "down --purge" may have removed it while this waited for the lock.
    await mkdir(layout.root, { recursive: true });
    await writeState(layout, workshop.lab.state);
    return bringUp(workshop, request);
  });
}

async function bringUp(workshop: Workshop, request: UpRequest): Promise<UpReport> {
  const { lab } = workshop;
  const [status, logs] = ['status', 'logs HOST --console'].map((words) => labCommand(request.name, words));
  const { changed } = await converge<LabStep, LabFacts>(lab.context, {
    look: async (round) => look(workshop, request.fresh && round === 1),
    runSteps: stepByStep(lab.context, async (task: LabTask) => runTask(workshop, task)),
    limit: HOSTS_AT_ONCE,
    rounds: 3,
    unfinished: {
      code: 'LAB_HOST_FAILED',
      hint: `look at "${status}", and at a machine's console with "${logs}"`,
    },
  });
  const { name, environmentFile } = lab.layout;
  return { lab: name, changed, environmentFile, hosts: await describeHosts(lab) };
}

async function look(workshop: Workshop, fresh: boolean): Promise<Look<LabStep, LabFacts>> {
  const { lab, cache, recipe } = workshop;
  const facts = await collectFacts(lab, cache, recipe);
  return {
    facts,
    plan: planLab({ name: lab.layout.name, debian: lab.state.debian, hosts: lab.state.hosts, fresh }, facts),
  };
}

async function openWorkshop(context: UpContext, request: UpRequest): Promise<Workshop> {
  const layout = layoutOf(context.stateDir, request.name);
  const subnet = labSubnet(request.name);
  const state = await wantedState(layout, request, subnet);
  const lab = { context, layout, state, cgroup: await labCgroup(layout) };
  const recipe = await readRecipe(request.mirror, state.debian);
  return { lab, subnet, cache: imageCache(context.variables), recipe };
}

async function wantedState(layout: LabLayout, request: UpRequest, subnet: string): Promise<LabState> {
  const remembered = await readState(layout);
  const known = remembered?.hosts ?? [];
  const debian = wantedDebian(request, remembered);
  const names = request.hosts ?? (known.length === 0 ? DEFAULT_HOSTS : []);
  const all = [
    ...known.map(({ name }) => name),
    ...names.filter((name) => !known.some((host) => host.name === name)),
  ];
  const formatted = topologyOf(all, subnet, request.dataBytes);
  const wanted = request.blankData ? formatted.map(withBlankData) : formatted;
  const hosts = wanted.map((host): LabHost => known.find(({ name }) => name === host.name) ?? host);
  return { format: 1, wanted: 'up', namespace: layout.namespace, debian, hosts };
}

/** All machines of a lab have one Debian. Throws USAGE if they are made with another one already, and stay. */
function wantedDebian({ name, debian, fresh }: UpRequest, remembered: LabState | undefined): Release {
  const has = remembered?.debian ?? DEFAULT_RELEASE;
  if (debian === undefined) return has;
  if (debian === has || fresh || (remembered?.hosts ?? []).length === 0) return debian;
  throw new AetherError('USAGE', `the machines of the lab "${name}" have Debian ${has}, not ${debian}`, {
    hint: `make another lab with --name, or throw the machines away: ${labCommand(name, `up --fresh --debian ${debian}`)}`,
  });
}
