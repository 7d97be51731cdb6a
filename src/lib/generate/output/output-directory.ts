import { formatNumberOf } from '../../core/units.ts';
import { mkdir, readdir, rename, rm, rmdir } from 'node:fs/promises';
import { join } from 'node:path';
import { AetherError, systemErrorCode } from '../../core/errors.ts';
import { TABLES } from '../tables/all-tables.ts';

/** A file is written under this name and gets its own when all are complete. */
const PARTIAL = '.partial';

export const TRUTH_FILE = 'truth.ndjson';

/** Every name that a run may write: what `--force` may replace. */
const OWN_NAMES = new Set([TRUTH_FILE, ...TABLES.flatMap(({ name }) => [`${name}.csv`, `${name}.csv.gz`])]);

/** Where the files go: all of them, or none. */
export interface OutputDirectory {
  /** Where to write the file until all are complete. */
  partialPath(name: string): string;
  /** Gives the complete files their names, and removes those of an earlier run. */
  complete(names: readonly string[]): Promise<void>;
  /** Removes what was begun. */
  abandon(names: readonly string[]): Promise<void>;
}

/** Makes the directory where it is missing. Throws OUTPUT_NOT_EMPTY where it holds files and `force` is not set. */
export async function openOutputDirectory(path: string, force: boolean): Promise<OutputDirectory> {
  const isNew = await makeDirectory(path);
  const present = await readdir(path);
  if (!force && present.some((name) => !name.endsWith(PARTIAL))) {
    throw new AetherError(
      'OUTPUT_NOT_EMPTY',
      `${path}: already holds ${formatNumberOf(present.length, 'file')}`,
      {
        hint: 'name another directory with --out, or add --force to replace files from an earlier run',
      },
    );
  }
  const partialPath = (name: string) => join(path, name + PARTIAL);
  return {
    partialPath,
    complete: async (names) => {
      for (const name of names) await rename(partialPath(name), join(path, name));
      const outdated = present.filter((name) => OWN_NAMES.has(name) && !names.includes(name));
      for (const name of outdated) await rm(join(path, name));
    },
    abandon: async (names) => {
      for (const name of names) await rm(partialPath(name), { force: true });
      // Somebody else may have put something there meanwhile; then it stays.
      if (isNew) await rmdir(path).catch(() => undefined);
    },
  };
}

async function makeDirectory(path: string): Promise<boolean> {
  try {
    return (await mkdir(path, { recursive: true })) !== undefined;
  } catch (thrown) {
    const why = systemErrorCode(thrown) ?? 'unknown error';
    throw new AetherError('FILE_UNWRITABLE', `${path}: the directory cannot be made (${why})`, {
      cause: thrown,
    });
  }
}
