import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { ValueKind } from '../../../core/command.ts';
import { packageFile } from '../../../core/package-root.ts';
import { directoriesUpwards } from '../../trust/search-upwards.ts';
import { findStateDir } from '../state-dir.ts';
import type { Place } from './place.ts';

/** The names of a kind that there are now. What cannot be read has none: a shell has no place for an error. */
export async function findValues(kind: ValueKind, around: Place): Promise<readonly string[]> {
  try {
    if (kind === 'environment') return environments(around);
    if (kind === 'source') return sources(around);
    if (kind === 'run') return namesIn(join(findStateDir(around.cwd, around.variables), 'runs')).toReversed();
    if (kind !== 'host') return [];
    // The reader of YAML takes longer to load than all else here.
    const { findHosts } = await import('./find-hosts.ts');
    return findHosts(around);
  } catch {
    return [];
  }
}

function environments({ cwd, variables }: Place): string[] {
  const stateDir = findStateDir(cwd, variables);
  const own = ['sandbox', 'lab'].filter((name) => existsSync(join(stateDir, name, 'aether.yaml')));
  const overlays = directoriesUpwards(cwd).flatMap((directory) =>
    namesIn(directory).flatMap((file) => /^aether\.([\w-]+)\.yaml$/.exec(file)?.[1] ?? []),
  );
  return [...new Set([...own, ...overlays])];
}

function sources({ cwd }: Place): string[] {
  const directories = [join(cwd, 'configs', 'sources'), packageFile('configs', 'sources')];
  const files = directories.flatMap(namesIn).filter((file) => file.endsWith('.yaml'));
  return [...new Set(files.map((file) => file.slice(0, -'.yaml'.length)))].toSorted();
}

function namesIn(directory: string): string[] {
  try {
    return readdirSync(directory).toSorted();
  } catch {
    return [];
  }
}
