import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { AetherError } from '../../core/errors.ts';
import type { Lookups } from '../columns/value-checks.ts';
import type { FileSpec } from '../source/source-schema.ts';

/** Reads the files of allowed values that columns name, one value per line, relative to the source's own file. */
export async function readLookups(spec: FileSpec, directory: string): Promise<Lookups> {
  const lookups = new Map<string, ReadonlySet<string>>();
  for (const { lookup } of spec.columns) {
    if (lookup === undefined || Array.isArray(lookup)) continue;
    const text = await readFile(resolve(directory, lookup.file), 'utf8').catch((thrown: unknown) => {
      throw new AetherError('SOURCE_INVALID', `lookup file ${lookup.file}: cannot be read`, {
        cause: thrown,
      });
    });
    lookups.set(lookup.file, new Set(text.split(/\r?\n/).filter((line) => line !== '')));
  }
  return lookups;
}
