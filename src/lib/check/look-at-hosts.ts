import type { HostRole } from '../infra/config/sections/hosts-section.ts';
import type { LoadedEnvironment } from '../infra/config/load-environment.ts';
import type { Context } from '../infra/context.ts';
import type { MariadbConnection } from '../infra/mariadb/connection.ts';
import { AetherError } from '../core/errors.ts';
import type { Finding } from './check.ts';

const DATABASE_ROLES: readonly HostRole[] = ['mariadb', 'galera', 'replica'];

/** The hosts of an environment that run MariaDB. */
export function databaseHosts({ config }: LoadedEnvironment): string[] {
  return Object.entries(config.hosts)
    .filter(([, host]) => host.roles.some((role) => DATABASE_ROLES.includes(role)))
    .map(([name]) => name);
}

/** Looks at every MariaDB server as the administrator; one that does not answer is unknown. */
export async function lookAtServers(
  context: Context,
  environment: LoadedEnvironment,
  look: (connection: MariadbConnection) => Promise<Omit<Finding, 'host'>>,
): Promise<Finding[]> {
  const connector = await context.mariadb('admin');
  return lookAtEach(databaseHosts(environment), async (host) => {
    await using connection = await connector.open({ host });
    return { host, ...(await look(connection)) };
  });
}

/** Looks at hosts side by side. What makes a look impossible is told as unknown, with its reason. */
export async function lookAtEach(
  hosts: readonly string[],
  look: (host: string) => Promise<Finding>,
): Promise<Finding[]> {
  return Promise.all(
    hosts.map(async (host) => {
      try {
        return await look(host);
      } catch (thrown) {
        if (!(thrown instanceof AetherError) || thrown.code === 'INTERRUPTED') throw thrown;
        const hint = thrown.hint === undefined ? {} : { hint: thrown.hint };
        return { host, status: 'unknown', message: `not reached: ${thrown.message}`, ...hint };
      }
    }),
  );
}
