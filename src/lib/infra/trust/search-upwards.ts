import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

/**
 * The directories in which a file of the project may be found: the given one and those above it, nearest first, up to
 * the root of the repository (the directory with `.git`) or of the file system.
 */
export function directoriesUpwards(from: string): string[] {
  const found: string[] = [];
  for (let directory = resolve(from); ; directory = dirname(directory)) {
    found.push(directory);
    if (dirname(directory) === directory || existsSync(join(directory, '.git'))) return found;
  }
}
