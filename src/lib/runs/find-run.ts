import { AetherError } from '../core/errors.ts';
import type { FoundRun } from './read-runs.ts';

/**
 * The run that the text names: its id, or a part of it that no other one has; the newest one where nothing is given.
 * @throws RUN_NOT_FOUND, USAGE where several have that part.
 */
export function findRun(runs: readonly FoundRun[], wanted: string | undefined): FoundRun {
  const found = wanted === undefined ? runs.slice(0, 1) : runs.filter(({ run }) => run.includes(wanted));
  const [only] = found;
  if (only === undefined) {
    const what = wanted === undefined ? 'no run is recorded here' : `no run "${wanted}" is recorded here`;
    throw new AetherError('RUN_NOT_FOUND', what);
  }
  if (found.length === 1 || only.run === wanted) return only;
  throw new AetherError('USAGE', `"${wanted}" is part of the ids of ${found.length} runs`, {
    hint: `give more of it: ${found
      .slice(0, 3)
      .map(({ run }) => run)
      .join(', ')}`,
  });
}
