import { hostsWith, MARIADB_ROLES } from '../infra/config/hosts-with.ts';
import type { LoadedEnvironment } from '../infra/config/load-environment.ts';
import type { Context } from '../infra/context.ts';
import type { MariadbConnection } from '../infra/mariadb/connection.ts';
import type { MariadbConnector } from '../infra/mariadb/connector.ts';
import { AetherError } from '../core/errors.ts';
import type { Finding } from './check.ts';
import { unknownFinding } from './unknown-finding.ts';

/** Looks at every MariaDB server as the administrator. Where there is none, the one finding says so. */
export async function lookAtServers(
  context: Context,
  environment: LoadedEnvironment,
  look: (connection: MariadbConnection) => Promise<Omit<Finding, 'host'>>,
): Promise<Finding[]> {
  const hosts = hostsWith(environment.config, MARIADB_ROLES);
  let connecting: Promise<MariadbConnector> | undefined;
  return lookAtEach(hosts.length === 0 ? [null] : hosts, async (host) => {
    // Within the look: without a password or a CA no host can be looked at, and each is to say so.
    connecting ??= context.mariadb('admin');
    await using connection = await (await connecting).open(host === null ? {} : { host });
    return { host, ...(await look(connection)) };
  });
}

/** Looks at hosts side by side. What makes a look impossible is told as unknown, with its reason. */
export async function lookAtEach<Host extends string | null>(
  hosts: readonly Host[],
  look: (host: Host) => Promise<Finding>,
): Promise<Finding[]> {
  return Promise.all(hosts.map((host) => tryToLook(host, () => look(host))));
}

/** One look. Only a bug, and the end of the run, is thrown on. */
export async function tryToLook(host: string | null, look: () => Promise<Finding>): Promise<Finding> {
  try {
    return await look();
  } catch (thrown) {
    if (!(thrown instanceof AetherError) || thrown.code === 'INTERRUPTED') throw thrown;
    return unknownFinding(host, thrown);
  }
}
