import { throwIfAborted } from '../core/errors.ts';
import { runStep } from '../core/run-step.ts';
import { formatSeconds } from '../core/units.ts';
import type { ActiveFault, FaultOrder, FaultStatus } from '../infra/fault/fault-injector.ts';
import { isDown } from './fault/inject-fault.ts';
import { labFaultInjector } from './fault/lab-fault-injector.ts';
import { awaitHost } from './host/boot-host.ts';
import { hostNamed, openLab, type Lab } from './lab.ts';
import type { LabContext } from './lab-context.ts';
import { isNetworkUp } from './network/network.ts';
import { checkRoot } from './requirements.ts';

export interface FaultReport {
  readonly id: string;
  readonly host: string;
  readonly fault: string;
  readonly held_seconds: number;
}

/**
 * Injects a fault and holds it until its time is over, somebody heals it, or this run is ended; it is healed when
 * this returns or throws. The step `inject` ends once the fault is in force.
 */
export async function holdFault(
  context: LabContext,
  labName: string,
  order: FaultOrder,
): Promise<FaultReport> {
  checkRoot(context);
  const lab = await openLab(context, labName);
  const injector = labFaultInjector(lab);
  // A mistake in the order is named before anything else.
  await injector.plan(order);
  if (!(await isNetworkUp(lab.layout, context))) throw isDown(lab);
  const { host, fault } = order;
  const { active } = await runStep(context, { id: 'inject', title: `${host}: inject ${fault}` }, async () => {
    const injected = await injector.inject(order);
    return { active: injected, detail: `in force as ${injected.id}` };
  });
  const heldSeconds = await hold(context, order, active);
  await runStep(context, { id: 'heal', title: `${host}: heal ${fault}` }, () => heal(lab, order, active));
  throwIfAborted(context.signal);
  return { id: active.id, host, fault, held_seconds: heldSeconds };
}

/** Waits until the fault is healed or this run is to end; returns the seconds. */
async function hold(
  context: LabContext,
  { host, fault, seconds }: FaultOrder,
  active: ActiveFault,
): Promise<number> {
  const lasts = seconds === undefined ? 'until Ctrl-C' : `for ${formatSeconds(seconds)}`;
  const startedAt = context.clock.seconds();
  await runStep(context, { id: 'hold', title: `${host}: ${fault} ${lasts}` }, async () => {
    await Promise.race([active.healed, aborted(context.signal)]);
    return undefined;
  });
  return context.clock.seconds() - startedAt;
}

async function heal(lab: Lab, { host, fault }: FaultOrder, active: ActiveFault): Promise<undefined> {
  await active.heal();
  if (fault === 'power-off') await awaitHost(lab, hostNamed(lab, host));
}

/** Heals all faults of a lab, or those of one machine. */
export async function healLab(
  context: LabContext,
  labName: string,
  host: string | undefined,
): Promise<readonly FaultStatus[]> {
  checkRoot(context);
  const lab = await openLab(context, labName);
  return labFaultInjector(lab).heal(host === undefined ? undefined : hostNamed(lab, host).name);
}

async function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return;
  await new Promise<void>((resolve) => {
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
