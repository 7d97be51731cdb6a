import { constants } from 'node:fs';
import { access, realpath, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** The first executable file of that name in these directories, with links resolved; undefined where there is none. */
export async function findExecutable(
  name: string,
  directories: readonly string[],
): Promise<string | undefined> {
  for (const directory of directories) {
    const path = join(directory, name);
    if (await isExecutable(path)) return realpath(path);
  }
  return undefined;
}

/** The directories of PATH, and the system's own, which ordinary users often do not have in theirs. */
export function searchPath(variables: Readonly<Record<string, string | undefined>>): string[] {
  const fromPath = (variables['PATH'] ?? '').split(':').filter((directory) => directory.startsWith('/'));
  return [...new Set([...fromPath, '/usr/local/sbin', '/usr/sbin', '/sbin', '/usr/bin', '/bin'])];
}

async function isExecutable(path: string): Promise<boolean> {
  try {
    await access(path, constants.X_OK);
    return (await stat(path)).isFile();
  } catch {
    return false;
  }
}
