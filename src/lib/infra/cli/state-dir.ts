import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

/** The nearest `.aether` directory upwards, else the one beside the nearest `aether.yaml`, else one to be made here. */
export function findStateDir(cwd: string, variables: Readonly<Record<string, string | undefined>>): string {
  const explicit = variables['AETHER_STATE_DIR'];
  if (explicit !== undefined && explicit !== '') return resolve(cwd, explicit);
  for (let directory = resolve(cwd); ; directory = dirname(directory)) {
    if (existsSync(join(directory, '.aether')) || existsSync(join(directory, 'aether.yaml'))) {
      return join(directory, '.aether');
    }
    if (dirname(directory) === directory) return join(resolve(cwd), '.aether');
  }
}
