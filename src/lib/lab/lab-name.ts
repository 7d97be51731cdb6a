import { createHash } from 'node:crypto';
import { AetherError } from '../core/errors.ts';
import { DEFAULT_LAB } from '../core/lab-command.ts';

/** Together with the six digits of the hash it must leave room in names of cgroups and namespaces. */
const LAB_NAME = /^[a-z][a-z0-9-]{0,19}$/;

/** The name itself. Throws USAGE where it could not stand in a path or in the name of a namespace. */
export function checkLabName(name: string): string {
  if (LAB_NAME.test(name)) return name;
  throw new AetherError('USAGE', `"${name}" cannot be the name of a lab`, {
    hint: 'use up to 20 lower-case letters, digits and "-", a letter first',
  });
}

/**
 * What the lab is called among everything on this computer, as cgroup and as network namespace: two checkouts may
 * each have a lab of the same name.
 */
export function labId(name: string, directory: string): string {
  return `aether-${name}-${createHash('sha256').update(directory).digest('hex').slice(0, 6)}`;
}

/**
 * The first three bytes of the lab's addresses, `10.77.0` for the default lab. Labs cannot reach each other, whatever
 * their addresses: they differ so that logs of two labs can be told apart.
 */
export function labSubnet(name: string): string {
  if (name === DEFAULT_LAB) return '10.77.0';
  const [byte = 0] = createHash('sha256').update(name).digest();
  return `10.77.${1 + (byte % 254)}`;
}
