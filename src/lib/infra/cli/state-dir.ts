import { existsSync, readdirSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

/** What every command leaves behind wherever it was run: it makes a directory nobody's project. */
const LEFT_BEHIND: ReadonlySet<string> = new Set(['runs', 'rejects']);

/**
 * The nearest `.aether` directory upwards, else the one beside the nearest `aether.yaml`, else one to be made here.
 * One that holds nothing but traces of runs counts in its own directory only.
 */
export function findStateDir(cwd: string, variables: Readonly<Record<string, string | undefined>>): string {
  const explicit = variables['AETHER_STATE_DIR'];
  if (explicit !== undefined && explicit !== '') return resolve(cwd, explicit);
  for (let directory = resolve(cwd); ; directory = dirname(directory)) {
    const stateDir = join(directory, '.aether');
    if (existsSync(join(directory, 'aether.yaml')) || holdsState(stateDir)) return stateDir;
    if (dirname(directory) === directory) return join(resolve(cwd), '.aether');
  }
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
