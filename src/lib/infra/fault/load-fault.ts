import { AetherError } from '../../core/errors.ts';
import { didYouMean } from '../../core/suggest.ts';
import { listModules, loadModules } from '../load-modules.ts';

/**
 * A fault of a directory of kinds by its name, which is that of its file; loads that one alone. `way` says how the faults of this
 * directory are made, if there are others: `over SSH`. Throws USAGE with the nearest name and all names if there is none.
 */
export async function loadFault<Fault>(kinds: URL, name: string, way?: string): Promise<Fault> {
  const files = await listModules(kinds);
  const [fault] = await loadModules<Fault>(
    files.filter((file) => file.name === name),
    'fault',
  );
  if (fault !== undefined) return fault;
  const names = files.map((file) => file.name);
  const what = `there is no fault "${name}"${way === undefined ? '' : ` ${way}`}`;
  throw new AetherError('USAGE', `${what}${didYouMean(name, names)}`, {
    hint: `use one of ${names.join(', ')}`,
  });
}
