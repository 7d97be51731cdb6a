import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { AetherError } from '../../../core/errors.ts';
import type { Context } from '../../context.ts';
import { listModules, loadModules } from '../../load-modules.ts';
import { commandError, succeeded } from '../../ssh/command/outcome.ts';
import type {
  ActiveFault,
  FaultInjector,
  FaultObstacle,
  FaultOrder,
  FaultStatus,
} from '../fault-injector.ts';
import { loadFault } from '../load-fault.ts';
import { DEAD_MAN_SECONDS, healScript, injectScript, LIST_SCRIPT } from './fault-scripts.ts';
import type { SshFault } from './ssh-fault-kind.ts';

type FaultContext = Pick<Context, 'ssh' | 'clock'>;

const KINDS = new URL('kinds/', import.meta.url);

/**
 * Faults of servers on machines that are reached over SSH. Each machine heals its faults by itself, by a service that
 * waits from before anything is broken, whatever becomes of aether and of the network.
 */
export function sshFaultInjector(context: FaultContext, hosts: readonly string[]): FaultInjector {
  return {
    names: async () => (await discoverSshFaults()).map(({ name }) => name),
    plan: async (order) => {
      const { summary, expected, dead_man_seconds = DEAD_MAN_SECONDS } = await faultNamed(order.fault);
      const obstacle = obstacleIn(order.host, await look(context, order.host));
      return { order, summary, expected, dead_man_seconds, obstacle };
    },
    inject: (order) => inject(context, order),
    list: async () =>
      (await Promise.all(hosts.map((host) => look(context, host)))).flatMap(({ faults }) => faults),
    heal: (host) => healAll(context, host === undefined ? hosts : [host]),
  };
}

/** The faults of `kinds/`, in the order of the names of their files. */
export async function discoverSshFaults(): Promise<SshFault[]> {
  return loadModules<SshFault>(await listModules(KINDS), 'fault');
}

const faultNamed = (name: string) => loadFault<SshFault>(KINDS, name, 'over SSH');

async function inject(context: FaultContext, order: FaultOrder): Promise<ActiveFault> {
  const { host, fault: name } = order;
  const fault = await faultNamed(name);
  const before = await look(context, host);
  const stale = before.faults.filter(({ held }) => !held);
  // One that nobody heals any more, as after a reboot, would otherwise be in force on file for ever.
  for (const { id } of stale) await heal(context, host, id);
  const obstacle = obstacleIn(host, stale.length === 0 ? before : await look(context, host));
  if (obstacle !== null) throw refused(obstacle);
  const id = `${host}-${name}-${randomBytes(2).toString('hex')}`;
  const started_at = context.clock.now().toISOString();
  const { dead_man_seconds = DEAD_MAN_SECONDS } = fault;
  const record = { host, fault: name, subject: 'mariadb.service', started_at, dead_man_seconds };
  const evidence = await say(context, host, `injecting ${name}`, injectScript(id, record, fault, order));
  let healing: Promise<void> | undefined;
  let settle: (end: Promise<void>) => void = () => undefined;
  const healed = new Promise<void>((resolve) => {
    settle = resolve;
  });
  // Whoever heals it is told that it failed; nobody has to listen here.
  healed.catch(() => undefined);
  return {
    id,
    healed,
    ...(evidence.trim() === '' ? {} : { evidence: evidence.trim() }),
    heal: () => {
      healing ??= heal(context, host, id);
      settle(healing);
      return healing;
    },
  };
}

function refused({ problem, hint }: FaultObstacle): AetherError {
  return new AetherError('FAULT_REFUSED', problem, hint === undefined ? {} : { hint });
}

function obstacleIn(host: string, { faults, isRunning }: HostLook): FaultObstacle | null {
  const first = faults.find(({ held }) => held);
  if (first !== undefined) {
    return {
      problem: `the fault ${first.id} is in force on ${host}`,
      hint: `it heals by itself before ${first.healsBefore}`,
    };
  }
  return isRunning ? null : { problem: `mariadb.service does not run on ${host}` };
}

const storedRecord = z.object({
  host: z.string(),
  fault: z.string(),
  subject: z.string(),
  started_at: z.string(),
  dead_man_seconds: z.number().default(DEAD_MAN_SECONDS),
});

interface HostFault extends FaultStatus {
  /** In UTC, by the clock of the computer that injected it. */
  readonly healsBefore: string;
}

interface HostLook {
  readonly faults: readonly HostFault[];
  readonly isRunning: boolean;
}

async function look(context: FaultContext, host: string): Promise<HostLook> {
  const lines = (await say(context, host, 'looking for faults', LIST_SCRIPT)).split('\n');
  const faults = lines.flatMap((line): HostFault[] => {
    const [, id, healer, json] = /^(\S+) (\S+) (\{.*\})$/.exec(line) ?? [];
    if (id === undefined || json === undefined) return [];
    const { dead_man_seconds, ...record } = storedRecord.parse(JSON.parse(json));
    const healsBefore = new Date(Date.parse(record.started_at) + dead_man_seconds * 1000).toISOString();
    return [{ id, ...record, held: healer === 'active', healsBefore }];
  });
  return { faults, isRunning: lines.includes('running') };
}

async function healAll(context: FaultContext, hosts: readonly string[]): Promise<FaultStatus[]> {
  const healed: FaultStatus[] = [];
  for (const host of hosts) {
    const { faults } = await look(context, host);
    for (const fault of faults.toReversed()) await heal(context, host, fault.id);
    healed.push(...faults);
  }
  return healed;
}

async function heal(context: FaultContext, host: string, id: string): Promise<void> {
  await say(context, host, `healing ${id}`, healScript(id));
}

/** Also after Ctrl-C, which ends the run's own signal: what was broken is healed then. */
async function say(context: FaultContext, host: string, what: string, script: string): Promise<string> {
  const { signal } = new AbortController();
  const result = await (
    await context.ssh(host)
  ).exec(['/bin/sh', '-s'], { asRoot: true, stdin: script, signal });
  if (!succeeded(result)) throw commandError(host, what, result);
  return result.stdout;
}
