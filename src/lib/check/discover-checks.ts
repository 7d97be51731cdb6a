import { listModules, loadModules } from '../infra/load-modules.ts';
import type { Check } from './check.ts';

const CHECKS = new URL('checks/', import.meta.url);
/** A capability keeps the checks that need what only it knows. */
const SEARCH_CHECKS = new URL('../search/checks/', import.meta.url);

/** The checks of `checks/`, then those of the search, each in the order of the names of their files. */
export async function discoverChecks(): Promise<Check[]> {
  const files = [...(await listModules(CHECKS)), ...(await listModules(SEARCH_CHECKS))];
  return loadModules<Check>(files, 'check');
}
