import { existsSync, lstatSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { requireTrustedStateDir } from '../trust/require-trusted.ts';
import { directoriesUpwards } from '../trust/search-upwards.ts';

/** What every command leaves behind wherever it was run: it makes a directory nobody's project. */
const LEFT_BEHIND: ReadonlySet<string> = new Set(['runs', 'rejects']);

/**
 * The state directory: `AETHER_STATE_DIR`; else the `.aether` of the nearest directory upwards that has an
 * `aether.yaml` or state; else one to be made here. One that holds nothing but traces of runs counts in its own
 * directory only.
 * @throws FILE_NOT_TRUSTED for one of another user
 */
export function findStateDir(cwd: string, variables: Readonly<Record<string, string | undefined>>): string {
  const explicit = variables['AETHER_STATE_DIR'];
  if (explicit !== undefined && explicit !== '') return resolve(cwd, explicit);
  const project = directoriesUpwards(cwd).find(
    (directory) => existsSync(join(directory, 'aether.yaml')) || holdsState(join(directory, '.aether')),
  );
  const stateDir = join(project ?? resolve(cwd), '.aether');
  // Also a symbolic link that leads nowhere yet.
  if (lstatSync(stateDir, { throwIfNoEntry: false })) requireTrustedStateDir(stateDir, variables);
  return stateDir;
}

function holdsState(stateDir: string): boolean {
  if (!existsSync(stateDir)) return false;
  try {
    return readdirSync(stateDir).some((name) => !LEFT_BEHIND.has(name));
  } catch {
    // It cannot be read: the command that needs it says so.
    return true;
  }
}
