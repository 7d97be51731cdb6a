import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { AetherError, systemErrorCode } from '../../core/errors.ts';
import { labCommand } from '../../core/lab-command.ts';
import { didYouMean } from '../../core/suggest.ts';
import type { ActiveFault, FaultOrder } from '../../infra/fault/fault-injector.ts';
import type { FaultOptions } from '../../infra/fault/fault-kind.ts';
import { bootCommand } from '../host/boot-host.ts';
import { removeCgroup } from '../host/cgroup.ts';
import { imageCache } from '../image/image-cache.ts';
import { imageOfHost } from '../image/lab-image.ts';
import { hostCgroup, hostNamed, type Lab } from '../lab.ts';
import { scriptPath } from '../lab-scripts.ts';
import { hostLayout } from '../layout.ts';
import { faultNamed } from './discover-faults.ts';
import { faultDirectory, keeperCgroup, listFaults, recordFault, type FaultScripts } from './fault-records.ts';
import type { FaultScene, LabFault } from './lab-fault-kind.ts';

/** A fault that can be injected: everything about it is known and allowed. */
export interface PlannedFault {
  readonly scene: FaultScene;
  readonly scripts: FaultScripts;
  readonly order: FaultOrder;
}

/** Checks an order, and changes nothing. Throws LAB_FAULT_REFUSED, USAGE. */
export async function planFault(lab: Lab, order: FaultOrder): Promise<PlannedFault> {
  const fault = await faultNamed(order.fault);
  checkOptions(fault, order.options);
  const scene = await sceneOf(lab, order);
  const scripts = await fault.plan(scene, order.options);
  await refuseSecond(lab, order, scripts.subject);
  return { scene, scripts, order };
}

/**
 * Injects a fault and returns once it is in force. A process beside this one holds it, and heals it as soon as it is
 * asked to, the time is over, or this process ends in any way: it notices that its standard input ends.
 * Throws LAB_FAULT_FAILED, LAB_NOT_UP.
 */
export async function injectFault(lab: Lab, { scene, scripts, order }: PlannedFault): Promise<ActiveFault> {
  const { host, fault, seconds = 0 } = order;
  const started_at = lab.context.clock.now().toISOString();
  const record = { host, fault, subject: scripts.subject ?? null, started_at };
  await recordFault(lab, scene.id, record, scripts).catch((thrown: unknown) => {
    // "aether lab down" takes the place away where faults are written down.
    throw systemErrorCode(thrown) === 'ENOENT' ? isDown(lab) : thrown;
  });
  return startKeeper(lab, scene, seconds);
}

export function isDown(lab: Lab): AetherError {
  return new AetherError('LAB_NOT_UP', `the lab "${lab.layout.name}" is down`, {
    hint: `start it: ${labCommand(lab.layout.name, 'up')}`,
  });
}

function checkOptions(fault: LabFault, options: FaultOptions): void {
  const known = Object.keys(fault.options);
  const unknown = Object.entries(options).find(
    ([name, value]) => value !== undefined && !known.includes(name),
  );
  if (unknown === undefined) return;
  throw new AetherError(
    'USAGE',
    `the fault ${fault.name} has no option --${unknown[0]}${didYouMean(unknown[0], known)}`,
    {
      hint: known.length === 0 ? 'it has none' : `it has --${known.join(', --')}`,
    },
  );
}

async function refuseSecond(
  lab: Lab,
  { host, fault }: FaultOrder,
  subject: string | undefined,
): Promise<void> {
  if (subject === undefined) return;
  const first = (await listFaults(lab)).find(
    (known) => known.host === host && known.fault === fault && known.subject === subject,
  );
  if (first === undefined) return;
  throw new AetherError('LAB_FAULT_REFUSED', `the fault ${first.id} holds ${subject} already`, {
    hint: `heal it first: ${labCommand(lab.layout.name, `heal ${host}`)}`,
  });
}

async function sceneOf(lab: Lab, order: FaultOrder): Promise<FaultScene> {
  const host = hostNamed(lab, order.host);
  const image = await imageOfHost(imageCache(lab.context.variables), lab.layout, host.name);
  const id = `${host.name}-${order.fault}-${randomBytes(2).toString('hex')}`;
  return {
    id,
    directory: faultDirectory(lab, id),
    host,
    hosts: lab.state.hosts,
    cgroup: hostCgroup(lab, host.name),
    namespace: lab.layout.namespace,
    bootCommand: bootCommand(lab, host, image.root),
    console: hostLayout(lab.layout, host.name).console,
  };
}

async function startKeeper(lab: Lab, { id, directory }: FaultScene, seconds: number): Promise<ActiveFault> {
  const args = [scriptPath('hold-fault.sh'), keeperCgroup(lab, id), directory, String(seconds)];
  // In a session of its own: Ctrl-C is for aether, which then has the fault healed.
  const keeper = spawn('sh', args, { stdio: ['pipe', 'pipe', 'pipe'], detached: true });
  const said: string[] = [];
  createInterface({ input: keeper.stderr }).on('line', (line) => said.push(line));
  let inForce = false;
  const injected = new Promise<void>((resolve) => {
    createInterface({ input: keeper.stdout }).once('line', () => {
      inForce = true;
      resolve();
    });
  });
  const healed = new Promise<void>((resolve, reject) => {
    keeper.once('error', reject);
    keeper.once('close', (code) => {
      // Where "aether lab heal" healed it, nothing is left, and the keeper was killed.
      const isHealed = !existsSync(directory) && (code === 0 || code === null);
      const failure = isHealed ? undefined : faultFailed(lab, id, { code, inForce, said });
      removeCgroup(keeperCgroup(lab, id), lab.context).then(
        () => (failure === undefined ? resolve() : reject(failure)),
        reject,
      );
    });
  });
  await Promise.race([injected, healed]);
  if (!inForce) throw new AetherError('LAB_FAULT_FAILED', `${id} was healed before it was in force`);
  return {
    id,
    healed,
    heal: () => {
      keeper.stdin.end();
      return healed;
    },
  };
}

interface KeeperEnd {
  readonly code: number | null;
  readonly inForce: boolean;
  readonly said: readonly string[];
}

function faultFailed(lab: Lab, id: string, { code, inForce, said }: KeeperEnd): AetherError {
  const isHealed = code === 1;
  const what = inForce ? 'ended before its time' : 'was not injected';
  const reason = said.at(-1) ?? 'no reason was given';
  return new AetherError('LAB_FAULT_FAILED', `${id} ${isHealed ? what : 'is not healed'}: ${reason}`, {
    ...(isHealed ? {} : { hint: `try again: ${labCommand(lab.layout.name, 'heal')}` }),
    details: { exit_code: code, output: said },
  });
}
