import { throwIfAborted } from '../core/errors.ts';
import { runStep } from '../core/run-step.ts';
import { formatSeconds } from '../core/units.ts';
import { healFaults } from './fault/heal.ts';
import type { FaultStatus } from './fault/fault-ledger.ts';
import { injectFault, isDown, planFault, type FaultOrder } from './fault/inject-fault.ts';
import { awaitHost } from './host/boot-host.ts';
import { hostNamed, openLab } from './lab.ts';
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
 * this returns or throws.
 */
export async function holdFault(
  context: LabContext,
  labName: string,
  order: FaultOrder,
): Promise<FaultReport> {
  checkRoot(context);
  const lab = await openLab(context, labName);
  const planned = await planFault(lab, order);
  if (!(await isNetworkUp(lab.layout, context))) throw isDown(lab);
  const { host, fault, seconds } = order;
  const lasts = seconds === undefined ? 'until Ctrl-C' : `for ${formatSeconds(seconds)}`;
  let id = '';
  let heldSeconds = 0;
  await runStep(context, { id: 'fault', title: `${host}: ${fault} ${lasts}` }, async () => {
    const active = await injectFault(lab, planned);
    const startedAt = context.clock.seconds();
    id = active.id;
    await Promise.race([active.healed, aborted(context.signal)]);
    await active.heal();
    heldSeconds = context.clock.seconds() - startedAt;
    return { detail: 'healed' };
  });
  if (fault === 'power-off') await awaitHost(lab, hostNamed(lab, host));
  throwIfAborted(context.signal);
  return { id, host, fault, held_seconds: heldSeconds };
}

/** Heals all faults of a lab, or those of one machine. */
export async function healLab(
  context: LabContext,
  labName: string,
  host: string | undefined,
): Promise<FaultStatus[]> {
  checkRoot(context);
  const lab = await openLab(context, labName);
  return healFaults(lab, host === undefined ? undefined : hostNamed(lab, host).name);
}

async function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return;
  await new Promise<void>((resolve) => {
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
