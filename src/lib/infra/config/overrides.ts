import { isMapping, mergeDeep } from './merge.ts';
import type { ConfigPath } from './problem.ts';

interface Override {
  readonly path: readonly [string, string];
  readonly parse: (text: string) => unknown;
}

const asText = (text: string) => text;
/** What is no number stays a text, and the schema says what it must be. */
const asNumber = (text: string) => (/^\d+$/.test(text) ? Number(text) : text);

/**
 * The settings that differ from person to person, or from run to run, for one and the same file.
 * All else belongs into the file, where it can be reviewed.
 */
export const OVERRIDES: Readonly<Record<string, Override>> = {
  AETHER_SSH_USER: { path: ['ssh', 'user'], parse: asText },
  AETHER_SSH_KEY: { path: ['ssh', 'key'], parse: asText },
  AETHER_MARIADB_DATABASE: { path: ['mariadb', 'database'], parse: asText },
  AETHER_LIMITS_PARALLEL_CONNECTIONS: { path: ['limits', 'parallel_connections'], parse: asNumber },
  AETHER_LIMITS_CHUNK_BYTES: { path: ['limits', 'chunk_bytes'], parse: asText },
  AETHER_LIMITS_OUTAGE_TOLERANCE: { path: ['limits', 'outage_tolerance'], parse: asText },
};

export interface Overridden {
  readonly value: unknown;
  /** The variable that set the value at a path, if one did. */
  variableOf(path: ConfigPath): string | undefined;
}

/** Lays the variables that are set, and not empty, over what the files say. */
export function applyOverrides(
  value: unknown,
  variables: Readonly<Record<string, string | undefined>>,
): Overridden {
  const applied = Object.entries(OVERRIDES).flatMap(([variable, { path, parse }]) => {
    const text = variables[variable];
    if (text === undefined || text === '' || !accepts(value, path[0])) return [];
    return [{ variable, path, value: parse(text) }];
  });
  const merged = applied.reduce<unknown>(
    (result, { path: [section, key], value }) => mergeDeep(result, { [section]: { [key]: value } }),
    value,
  );
  const names = new Map(applied.map(({ path, variable }) => [path.join('.'), variable]));
  return { value: merged, variableOf: (path) => names.get(path.join('.')) };
}

/** A section that may be left out, as ssh, is not brought about by a variable. */
function accepts(value: unknown, section: string): boolean {
  return isMapping(value) && (section === 'limits' || isMapping(value[section]));
}
