import { listModules, loadModules } from '../infra/load-modules.ts';
import type { Check } from './check.ts';

const CHECKS = new URL('checks/', import.meta.url);

/** The checks of `checks/`, in the order of the names of their files. */
export async function discoverChecks(): Promise<Check[]> {
  return loadModules<Check>(await listModules(CHECKS), 'check');
}
