import { loadFault } from '../../infra/fault/load-fault.ts';
import { listModules, loadModules } from '../../infra/load-modules.ts';
import type { LabFault } from './lab-fault-kind.ts';

const KINDS = new URL('kinds/', import.meta.url);

/** The faults of `kinds/`, in the order of the names of their files. */
export async function discoverFaults(): Promise<LabFault[]> {
  return loadModules<LabFault>(await listModules(KINDS), 'fault');
}

/** A fault by its name. Throws USAGE. */
export const faultNamed = (name: string): Promise<LabFault> => loadFault<LabFault>(KINDS, name);
