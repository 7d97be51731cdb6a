import { keepStep, type Plan, type StepAction, type TaskStep } from '../core/plan.ts';
import { formatBytes } from '../core/units.ts';
import type { Release } from './debian-release.ts';
import type { HostState } from './host/host-status.ts';
import type { LabHost } from './host/topology.ts';

/** What is there of the lab. */
export interface LabFacts {
  /** Whether the image of today's recipe is built. */
  readonly imageBuilt: boolean;
  readonly operatorKey: boolean;
  readonly networkUp: boolean;
  /** Whether environment file, known_hosts and ssh configuration say what they should. */
  readonly filesMatch: boolean;
  /** Faults whose keeper is gone. */
  readonly orphanedFaults: readonly string[];
  readonly hosts: Readonly<Record<string, HostFacts>>;
}

export interface HostFacts {
  readonly disk: 'none' | 'complete';
  readonly state: HostState;
}

/** What a step makes the run do. */
export type LabTask =
  | { readonly kind: 'image' | 'key' | 'network' | 'files' }
  | { readonly kind: 'heal'; readonly fault: string }
  | { readonly kind: 'kill' | 'delete' | 'disk' | 'boot' | 'await'; readonly host: LabHost };

export type LabStep = TaskStep<LabTask>;

export type LabPlan = Plan<LabStep>;

export interface LabRequest {
  readonly name: string;
  readonly debian: Release;
  readonly hosts: readonly LabHost[];
  /** Throw the machines away and begin with new ones. */
  readonly fresh: boolean;
}

/** What must be done so that every machine of the lab runs and takes logins; all `keep` where nothing must. */
export function planLab(request: LabRequest, facts: LabFacts): LabPlan {
  const factsOf = (host: LabHost): HostFacts => facts.hosts[host.name] ?? { disk: 'none', state: 'off' };
  // A machine is bound to the network it was started in.
  const anew = request.fresh || !facts.networkUp;
  const seen = request.hosts.map((host) => ({ host, ...factsOf(host) }));
  const running = seen.filter(({ state }) => state !== 'off');
  const existing = seen.filter(({ disk }) => disk === 'complete');
  const diskless = seen.filter(({ disk }) => request.fresh || disk === 'none');
  const steps = [
    ...facts.orphanedFaults.map(planHeal),
    planImage(facts, request.debian, diskless.length > 0),
    planKey(facts),
    ...(anew ? running.map(({ host }) => planKill(host, request.fresh)) : []),
    ...(request.fresh ? existing.map(({ host }) => planDelete(host)) : []),
    ...diskless.map(({ host }) => planDisk(host)),
    planFiles(facts, diskless.length > 0),
    planNetwork(facts, request.fresh),
    ...seen.map(({ host, state }) => planBoot(host, anew ? 'off' : state)),
  ];
  return { title: `lab "${request.name}": ${request.hosts.map(({ name }) => name).join(', ')}`, steps };
}

function planHeal(fault: string): LabStep {
  const why = 'the command that held it was killed';
  return {
    id: `heal.${fault}`,
    action: 'change',
    subject: fault,
    summary: 'heal the fault',
    why,
    task: { kind: 'heal', fault },
  };
}

function planImage(facts: LabFacts, debian: Release, needed: boolean): LabStep {
  const step = { id: 'image', subject: 'image' };
  if (facts.imageBuilt || !needed) {
    return keepStep({ ...step, summary: 'the image of the machines is built' });
  }
  const summary = `build the image of the machines (Debian ${debian} with a package repository)`;
  return { ...step, action: 'create', summary, cost: 'about 1 min, 350 MiB', task: { kind: 'image' } };
}

function planKey(facts: LabFacts): LabStep {
  const step = { id: 'key', subject: 'operator' };
  if (facts.operatorKey) {
    return keepStep({ ...step, summary: 'the SSH key of the operator is there' });
  }
  return {
    ...step,
    action: 'create',
    summary: 'generate the SSH key of the operator',
    task: { kind: 'key' },
  };
}

function planNetwork(facts: LabFacts, anew: boolean): LabStep {
  const step = { id: 'network', subject: 'network' };
  if (facts.networkUp && !anew) return keepStep({ ...step, summary: 'the network is up' });
  const summary = 'make a network namespace with a bridge';
  return { ...step, action: 'create', summary, task: { kind: 'network' } };
}

function planFiles(facts: LabFacts, newHosts: boolean): LabStep {
  const step = { id: 'files', subject: 'aether.yaml' };
  if (facts.filesMatch && !newHosts) {
    return keepStep({ ...step, summary: 'environment file and known hosts are up to date' });
  }
  const summary = 'write the environment file and the known hosts';
  return { ...step, action: 'create', summary, task: { kind: 'files' } };
}

function planKill(host: LabHost, fresh: boolean): LabStep {
  const why = fresh ? 'all machines are made again' : 'the network it was plugged into is gone';
  return hostStep('stop', 'kill', host, { summary: 'end the machine', why });
}

function planDelete(host: LabHost): LabStep {
  return { ...hostStep('delete', 'delete', host, { summary: 'delete its disks' }), destructive: true };
}

function planDisk(host: LabHost): LabStep {
  return hostStep('create', 'disk', host, { summary: `make a disk${describeVolume(host)}` });
}

function describeVolume({ dataVolume: volume }: LabHost): string {
  if (volume === null) return '';
  const size = formatBytes(volume.bytes);
  return volume.device === null
    ? ` and a data volume of ${size} for ${volume.mountPoint}`
    : ` and an unformatted data disk of ${size} at ${volume.device}`;
}

function planBoot(host: LabHost, state: HostState): LabStep {
  if (state === 'off')
    return hostStep('start', 'boot', host, { summary: `boot at ${host.address}`, cost: 'about 5 s' });
  if (state === 'starting') {
    return hostStep('change', 'await', host, { summary: 'wait for it', why: 'it has not finished booting' });
  }
  return keepStep({ ...wordsOf(host), id: `${host.name}.keep`, summary: 'it runs' });
}

type HostTask = Extract<LabTask, { host: LabHost }>['kind'];

function hostStep(
  action: StepAction,
  kind: HostTask,
  host: LabHost,
  words: { readonly summary: string; readonly why?: string; readonly cost?: string },
): LabStep {
  return { ...wordsOf(host), id: `${host.name}.${kind}`, action, ...words, task: { kind, host } };
}

function wordsOf({ name, role, address, zone, dataVolume }: LabHost) {
  const facts = { role, address, zone, data_volume_bytes: dataVolume?.bytes ?? null };
  return { host: name, subject: name, facts };
}
