import { AetherError } from '../../core/errors.ts';
import { didYouMean } from '../../core/suggest.ts';
import { listModules, loadModules } from '../../infra/load-modules.ts';
import type { LabFault } from './lab-fault-kind.ts';

const KINDS = new URL('kinds/', import.meta.url);

/** The faults of `kinds/`, in the order of the names of their files. */
export async function discoverFaults(): Promise<LabFault[]> {
  return loadModules<LabFault>(await listModules(KINDS), 'fault');
}

/** A fault by its name; loads that one alone. Throws USAGE. */
export async function faultNamed(name: string): Promise<LabFault> {
  const files = await listModules(KINDS);
  const [fault] = await loadModules<LabFault>(
    files.filter((file) => file.name === name),
    'fault',
  );
  if (fault !== undefined) return fault;
  const names = files.map((file) => file.name);
  throw new AetherError('USAGE', `there is no fault "${name}"${didYouMean(name, names)}`, {
    hint: `use one of ${names.join(', ')}`,
  });
}
