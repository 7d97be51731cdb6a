import { join } from 'node:path';
import type { ValueKind } from '../../../core/command.ts';
import { packageFile } from '../../../core/package-root.ts';
import { environmentNames, namesIn } from '../../config/discover-names.ts';
import { findStateDir } from '../state-dir.ts';
import type { Place } from './place.ts';

/** The names of a kind that there are now. What cannot be read has none: a shell has no place for an error. */
export async function findValues(kind: ValueKind, around: Place): Promise<readonly string[]> {
  try {
    if (kind === 'environment')
      return environmentNames(around.cwd, findStateDir(around.cwd, around.variables));
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

function sources({ cwd }: Place): string[] {
  const directories = [join(cwd, 'configs', 'sources'), packageFile('configs', 'sources')];
  const files = directories.flatMap(namesIn).filter((file) => file.endsWith('.yaml'));
  return [...new Set(files.map((file) => file.slice(0, -'.yaml'.length)))].toSorted();
}
