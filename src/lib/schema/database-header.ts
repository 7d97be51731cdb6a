import { AetherError } from '../core/errors.ts';
import type { Databases } from '../infra/config/databases.ts';

const HEADER = /^-- aether: database=(\w+)[ \t]*\r?$/m;
const DATABASES: ReadonlySet<string> = new Set<keyof Databases>(['data', 'meta', 'stage', 'archive']);

/** The database that the first line of a file names. Throws MIGRATION_INVALID. */
export function databaseOf(source: string, file: string): keyof Databases {
  const named = HEADER.exec(source)?.[1];
  if (named !== undefined && DATABASES.has(named)) return named as keyof Databases;
  throw new AetherError('MIGRATION_INVALID', `${file}: no line "-- aether: database=…" says where it runs`, {
    hint: `write one at the top, with ${[...DATABASES].join(', ')}`,
    location: { file, line: 1, column: 1 },
  });
}
