import { isMapping, mergeDeep } from './merge.ts';
import { OVERRIDES } from './override-table.ts';
import type { ConfigPath } from './problem.ts';

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
