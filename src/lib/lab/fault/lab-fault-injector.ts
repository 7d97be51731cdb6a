import { AetherError } from '../../core/errors.ts';
import type { FaultInjector, FaultObstacle, FaultOrder } from '../../infra/fault/fault-injector.ts';
import { searchPath } from '../../infra/process/find-executable.ts';
import type { Lab } from '../lab.ts';
import { discoverFaults, faultNamed } from './discover-faults.ts';
import { listFaults } from './fault-records.ts';
import { healFaults } from './heal.ts';
import { injectFault, planFault, type PlannedFault } from './inject-fault.ts';
import { missingNeed } from './missing-need.ts';

/** The process that holds a fault notices at once that aether has died. */
const DEAD_MAN_SECONDS = 0;

/** Faults in the machines of a lab and in their network, made from outside of the machines. */
export function labFaultInjector(lab: Lab): FaultInjector {
  return {
    names: async () => (await discoverFaults()).map(({ name }) => name),
    plan: async (order) => {
      const { summary, expected } = await faultNamed(order.fault);
      const obstacle = await obstacleTo(lab, order);
      return { order, summary, expected, dead_man_seconds: DEAD_MAN_SECONDS, obstacle };
    },
    inject: async (order) => injectFault(lab, await possibleFault(lab, order)),
    list: () => listFaults(lab),
    heal: (host) => healFaults(lab, host),
  };
}

async function possibleFault(lab: Lab, order: FaultOrder): Promise<PlannedFault> {
  const planned = await planFault(lab, order);
  const missing = await missingNeed(await faultNamed(order.fault), searchPath(lab.context.variables));
  if (missing === undefined) return planned;
  const { problem, ...hint } = missing;
  throw new AetherError('LAB_FAULT_REFUSED', problem, hint);
}

/** What LAB_FAULT_REFUSED says, as data: a plan says it and goes on to the next fault. */
async function obstacleTo(lab: Lab, order: FaultOrder): Promise<FaultObstacle | null> {
  try {
    await possibleFault(lab, order);
    return null;
  } catch (thrown) {
    if (!(thrown instanceof AetherError) || thrown.code !== 'LAB_FAULT_REFUSED') throw thrown;
    const { message: problem, hint } = thrown;
    return hint === undefined ? { problem } : { problem, hint };
  }
}
