import type { Target } from '../step-spec.ts';

/** The server, and what copies it: for a state transfer, a new replica and a backup. logrotate: its logs. */
const SERVER = ['mariadb-server', 'mariadb-backup', 'socat', 'logrotate'];
/** Those of them that are updated one host at a time, and by no upgrade at night. */
const ROLLED: ReadonlySet<string> = new Set(['mariadb-server', 'mariadb-backup', 'galera-4']);

/** The packages of a host with a MariaDB server. */
export function serverPackages({ host }: Pick<Target, 'host'>): string[] {
  return host.roles.includes('galera') ? [...SERVER, 'galera-4'] : SERVER;
}

/** Those of them that all hosts should have in the same version. */
export function rolledPackages(target: Pick<Target, 'host'>): string[] {
  return serverPackages(target).filter((name) => ROLLED.has(name));
}
