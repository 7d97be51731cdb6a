import { mkdir } from 'node:fs/promises';
import { AetherError, throwIfAborted } from '../core/errors.ts';
import { labCommand } from '../core/lab-command.ts';
import { isDestructive, pendingSteps } from '../core/plan.ts';
import { runStep } from '../core/run-step.ts';
import type { Context } from '../infra/context.ts';
import { withDirectoryLock } from '../infra/state/directory-lock.ts';
import { collectFacts } from './collect-facts.ts';
import { DEFAULT_HOSTS, topologyOf, type LabHost } from './host/topology.ts';
import { imageCache } from './image/image-cache.ts';
import { readRecipe } from './image/lab-image.ts';
import { labCgroup } from './lab.ts';
import type { LabContext } from './lab-context.ts';
import { labLock } from './lab-lock.ts';
import { labSubnet } from './lab-name.ts';
import { readState, writeState, type LabState } from './lab-state.ts';
import { describeHosts, type HostStatus } from './lab-status.ts';
import { layoutOf, type LabLayout } from './layout.ts';
import { planLab, type LabPlan, type LabStep } from './plan-lab.ts';
import { checkUpRequirements } from './requirements.ts';
import { runTask, type Workshop } from './run-task.ts';

export interface UpRequest {
  readonly name: string;
  /** Machines to have beside those that are there; the usual six where there are none. */
  readonly hosts: readonly string[] | undefined;
  readonly fresh: boolean;
  readonly dataBytes: number;
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
  return planNow(await openWorkshop(context, request), request);
}

/**
 * Brings every machine of the lab up, whatever state it is found in. Safe to end at any moment and to run again.
 * With `fresh` the machines are made anew after asking.
 */
export async function labUp(context: UpContext, request: UpRequest): Promise<UpReport> {
  await checkUpRequirements(context);
  const layout = layoutOf(context.stateDir, request.name);
  // Asked before the lock is taken: a question may stand for hours.
  const asked = await planLabUp(context, request);
  if (isDestructive(asked)) await context.confirm(asked);
  return withDirectoryLock(layout.lock, labLock(context, labCommand(request.name, 'up')), async () => {
    const workshop = await openWorkshop(context, request);
    // Here, because "down --purge" may have removed it while this waited for the lock.
    await mkdir(layout.root, { recursive: true });
    await writeState(layout, workshop.lab.state);
    return converge(workshop, request);
  });
}

async function openWorkshop(context: UpContext, request: UpRequest): Promise<Workshop> {
  const layout = layoutOf(context.stateDir, request.name);
  const subnet = labSubnet(request.name);
  const state = await wantedState(layout, request, subnet);
  const lab = { context, layout, state, cgroup: await labCgroup(layout) };
  return { lab, subnet, cache: imageCache(context.variables), recipe: await readRecipe(request.mirror) };
}

async function wantedState(layout: LabLayout, request: UpRequest, subnet: string): Promise<LabState> {
  const known = (await readState(layout))?.hosts ?? [];
  const names = request.hosts ?? (known.length === 0 ? DEFAULT_HOSTS : []);
  const all = [
    ...known.map(({ name }) => name),
    ...names.filter((name) => !known.some((host) => host.name === name)),
  ];
  const wanted = topologyOf(all, subnet, request.dataBytes);
  const hosts = wanted.map((host): LabHost => known.find(({ name }) => name === host.name) ?? host);
  return { format: 1, wanted: 'up', namespace: layout.namespace, hosts };
}

async function planNow(workshop: Workshop, request: Pick<UpRequest, 'fresh'>): Promise<LabPlan> {
  const { lab, cache, recipe } = workshop;
  const facts = await collectFacts(lab, cache, recipe);
  return planLab({ name: lab.layout.name, hosts: lab.state.hosts, fresh: request.fresh }, facts);
}

/** What the first round finds broken only on its way, the next one mends. */
const ROUNDS = 3;

async function converge(workshop: Workshop, request: UpRequest): Promise<UpReport> {
  let changed = 0;
  for (let round = 1; ; round += 1) {
    const plan = await planNow(workshop, { fresh: request.fresh && round === 1 });
    const pending = pendingSteps(plan);
    if (pending.length === 0) {
      const { lab } = workshop;
      const { name, environmentFile } = lab.layout;
      return { lab: name, changed, environmentFile, hosts: await describeHosts(lab) };
    }
    if (round > ROUNDS) throw notConverged(request.name, pending);
    for (const steps of groupByKind(pending)) {
      throwIfAborted(workshop.lab.context.signal);
      await runTogether(workshop, steps);
    }
    changed += pending.length;
  }
}

/** Neighbouring steps of one kind are about different machines and run at the same time. */
function groupByKind(steps: readonly LabStep[]): LabStep[][] {
  const groups: LabStep[][] = [];
  for (const step of steps) {
    const group = groups.at(-1);
    if (group?.[0]?.task.kind === step.task.kind) group.push(step);
    else groups.push([step]);
  }
  return groups;
}

async function runTogether(workshop: Workshop, steps: readonly LabStep[]): Promise<void> {
  const runs = steps.map((step) =>
    runStep(workshop.lab.context, { id: step.id, title: `${step.subject}: ${step.summary}` }, async () => {
      const end = await runTask(workshop, step.task);
      return end ?? undefined;
    }),
  );
  const failed = (await Promise.allSettled(runs)).find((end) => end.status === 'rejected');
  if (failed !== undefined) throw failed.reason;
}

function notConverged(lab: string, open: readonly LabStep[]): AetherError {
  const [status, logs] = ['status', 'logs HOST --console'].map((words) => labCommand(lab, words));
  const todo = open.map((step) => `${step.subject}: ${step.summary}`);
  return new AetherError('LAB_HOST_FAILED', `still to do after ${ROUNDS} rounds: ${todo.join('; ')}`, {
    hint: `look at "${status}", and at a machine's console with "${logs}"`,
    details: { open: todo },
  });
}
