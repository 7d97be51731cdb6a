import { AetherError } from '../../core/errors.ts';
import { didYouMean } from '../../core/suggest.ts';
import type { FaultInjector } from './fault-injector.ts';

/** One injector of several: a fault is for the first that knows it. Throws USAGE for one that nobody knows. */
export function joinInjectors(injectors: readonly FaultInjector[]): FaultInjector {
  const forFault = async (fault: string): Promise<FaultInjector> => {
    for (const injector of injectors) if ((await injector.names()).includes(fault)) return injector;
    const known = (await Promise.all(injectors.map((injector) => injector.names()))).flat();
    throw new AetherError('USAGE', `there is no fault "${fault}"${didYouMean(fault, known)}`, {
      hint: `known are ${known.join(', ')}`,
    });
  };
  const all = async <Result>(ask: (injector: FaultInjector) => Promise<readonly Result[]>) =>
    (await Promise.all(injectors.map(ask))).flat();
  return {
    names: () => all((injector) => injector.names()),
    plan: async (order) => (await forFault(order.fault)).plan(order),
    inject: async (order) => (await forFault(order.fault)).inject(order),
    list: () => all((injector) => injector.list()),
    heal: (host) => all((injector) => injector.heal(host)),
  };
}
