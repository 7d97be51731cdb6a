import { AetherError } from '../core/errors.ts';
import { didYouMean } from '../core/suggest.ts';
import { listModules, loadModules } from '../infra/load-modules.ts';
import type { Workload } from './workload.ts';

const WORKLOADS = new URL('workloads/', import.meta.url);

/** The workloads of `workloads/`, in the order of the names of their files. */
export async function discoverWorkloads(): Promise<Workload[]> {
  return loadModules<Workload>(await listModules(WORKLOADS), 'workload');
}

/** Throws USAGE with the nearest name. */
export async function workloadNamed(name: string): Promise<Workload> {
  const workloads = await discoverWorkloads();
  const found = workloads.find((workload) => workload.name === name);
  if (found !== undefined) return found;
  const known = workloads.map((workload) => workload.name);
  throw new AetherError('USAGE', `there is no workload "${name}"${didYouMean(name, known)}`, {
    hint: `use one of ${known.join(', ')}`,
  });
}
