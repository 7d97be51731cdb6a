import type { Environment } from './environment-schema.ts';
import type { HostRole } from './sections/hosts-section.ts';

/** The roles of hosts that run MariaDB; a host has at most one of them. */
export const MARIADB_ROLES = ['mariadb', 'galera', 'replica'] as const satisfies readonly HostRole[];

/** The names of the hosts that have one of the roles, in the order of the environment file. */
export function hostsWith(environment: Pick<Environment, 'hosts'>, roles: readonly HostRole[]): string[] {
  return Object.entries(environment.hosts)
    .filter(([, host]) => host.roles.some((role) => roles.includes(role)))
    .map(([name]) => name);
}
