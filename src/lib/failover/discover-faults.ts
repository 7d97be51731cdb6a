import { AetherError } from '../core/errors.ts';
import { didYouMean } from '../core/suggest.ts';
import { listModules, loadModules } from '../infra/load-modules.ts';
import type { DrillFault } from './drill-fault.ts';

const FAULTS = new URL('faults/', import.meta.url);

/** The faults of `faults/`, in the order of the names of their files. */
export async function discoverDrillFaults(): Promise<DrillFault[]> {
  return loadModules<DrillFault>(await listModules(FAULTS), 'fault');
}

/** Those with these names, in this order; `all` is every one. Throws USAGE. */
export async function faultsNamed(names: readonly string[]): Promise<DrillFault[]> {
  const faults = await discoverDrillFaults();
  const known = faults.map(({ name }) => name);
  return names.flatMap((name) => {
    if (name === 'all') return faults;
    const found = faults.find((fault) => fault.name === name);
    if (found !== undefined) return [found];
    throw new AetherError('USAGE', `there is no fault "${name}"${didYouMean(name, known)}`, {
      hint: `use one or more of ${known.join(', ')}, or all`,
    });
  });
}
