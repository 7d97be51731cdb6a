import type { OptionTable } from '../../core/command.ts';
import { AetherError } from '../../core/errors.ts';

type Variables = Readonly<Record<string, string | undefined>>;

const YES: readonly string[] = ['1', 'true', 'yes'];
const NO: readonly string[] = ['0', 'false', 'no'];

/**
 * The variables of aether that say nothing, so that nobody downstream has to ask: an empty one is the same as one that
 * is not set, and so is a switch that says no (`AETHER_YES=0`).
 * @param tables option tables whose switches may be set by variables
 * @throws USAGE for a switch that says neither yes nor no
 */
export function variablesToUnset(variables: Variables, tables: readonly OptionTable[]): string[] {
  const switches = new Set(
    tables
      .flatMap((table) => Object.values(table))
      .filter(({ variable, fallback }) => variable !== undefined && fallback === false)
      .map(({ variable }) => variable),
  );
  return Object.entries(variables)
    .filter(([name]) => name.startsWith('AETHER_'))
    .filter(([name, value]) => value === '' || (switches.has(name) && isNo(name, value ?? '')))
    .map(([name]) => name);
}

function isNo(name: string, value: string): boolean {
  const word = value.trim().toLowerCase();
  if (NO.includes(word) || word === '') return true;
  if (YES.includes(word)) return false;
  throw new AetherError('USAGE', `${name} is "${value}", which is neither yes nor no`, {
    hint: `set it to 1, true or yes; or to 0, false, no or nothing`,
  });
}
