import { AetherError } from '../core/errors.ts';
import { didYouMean } from '../core/suggest.ts';
import type { Environment } from '../infra/config/environment-schema.ts';
import { HOST_ROLES } from '../infra/config/sections/hosts-section.ts';
import type { ProvisionRequest } from './provision-context.ts';
import type { Target } from './step-spec.ts';

/** Every host of the environment. Throws PROVISION_IMPOSSIBLE if it has none that can be reached over SSH. */
export function allTargets(environment: Environment): Target[] {
  if (environment.ssh === undefined) {
    throw new AetherError(
      'PROVISION_IMPOSSIBLE',
      `the environment "${environment.name}" has no hosts that are reached over SSH`,
      {
        hint: 'to rehearse on this computer, run "aether lab up" and then "aether --env lab provision --dry-run"; for machines, "aether init" writes a file with ssh and hosts',
      },
    );
  }
  return Object.entries(environment.hosts).map(([name, host]) => ({ name, host, environment }));
}

/** Those of them that the flags name. Throws USAGE for a name that is none, or if nothing is left. */
export function chosenTargets(
  targets: readonly Target[],
  { hosts, roles, adopt }: Pick<ProvisionRequest, 'hosts' | 'roles' | 'adopt'>,
): Target[] {
  const names = targets.map(({ name }) => name);
  requireKnown('host', hosts, names);
  requireKnown('host', adopt, names);
  requireKnown('role', roles, HOST_ROLES);
  const chosen = targets.filter(
    ({ name, host }) =>
      (hosts === undefined || hosts.includes(name)) &&
      (roles === undefined || host.roles.some((role) => roles.includes(role))),
  );
  if (chosen.length > 0) return chosen;
  throw new AetherError('USAGE', 'no host of the environment has these names and roles');
}

function requireKnown(what: string, given: readonly string[] | undefined, known: readonly string[]): void {
  const wrong = given?.find((name) => !known.includes(name));
  if (wrong === undefined) return;
  throw new AetherError('USAGE', `no ${what} "${wrong}"${didYouMean(wrong, known)}`, {
    hint: `use ${known.join(', ')}`,
  });
}
