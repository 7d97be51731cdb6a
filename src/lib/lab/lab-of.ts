import { existsSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { LoadedEnvironment } from '../infra/config/load-environment.ts';
import { openLab, type Lab } from './lab.ts';
import type { LabContext } from './lab-context.ts';
import { layoutOf } from './layout.ts';

/**
 * The lab whose environment file this is: known by its place and by the lab's own file beside it, never by its name, which
 * anybody can give to anything. undefined for all other environments.
 */
export async function labOf(
  context: LabContext,
  { files }: Pick<LoadedEnvironment, 'files'>,
): Promise<Lab | undefined> {
  const [file, ...more] = files;
  if (file === undefined || more.length > 0) return undefined;
  const root = dirname(file);
  if (!existsSync(join(root, 'lab.json'))) return undefined;
  const parent = dirname(root);
  const stateDir = basename(parent) === 'labs' ? dirname(parent) : parent;
  const layout = layoutOf(stateDir, basename(root));
  if (layout.environmentFile !== file) return undefined;
  return openLab({ ...context, stateDir }, basename(root));
}
