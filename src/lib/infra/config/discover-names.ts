import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { directoriesUpwards } from '../trust/search-upwards.ts';

/** The environments that aether writes itself, below its state directory. */
export const OWN_ENVIRONMENTS: readonly string[] = ['sandbox', 'lab'];

/** The names that `--env` takes here: aether's own that exist, then every `aether.NAME.yaml` from the directory upwards. */
export function environmentNames(cwd: string, stateDir: string): string[] {
  const own = OWN_ENVIRONMENTS.filter((name) => existsSync(join(stateDir, name, 'aether.yaml')));
  const overlays = directoriesUpwards(cwd).flatMap((directory) =>
    namesIn(directory).flatMap((file) => /^aether\.([\w-]+)\.yaml$/.exec(file)?.[1] ?? []),
  );
  return [...new Set([...own, ...overlays])];
}

/** What a directory holds; nothing if it cannot be read. */
export function namesIn(directory: string): string[] {
  try {
    return readdirSync(directory).toSorted();
  } catch {
    return [];
  }
}
