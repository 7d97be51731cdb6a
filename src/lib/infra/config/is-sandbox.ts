import { join } from 'node:path';
import type { LoadedEnvironment } from './load-environment.ts';

/**
 * True for the environment that "aether sandbox up" has written itself: by its file, never by its name, which anybody
 * can give to anything.
 */
export function isSandbox(stateDir: string, { files }: Pick<LoadedEnvironment, 'files'>): boolean {
  return files.length === 1 && files[0] === join(stateDir, 'sandbox', 'aether.yaml');
}
