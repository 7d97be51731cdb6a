import { AetherError } from '../../core/errors.ts';
import { didYouMean } from '../../core/suggest.ts';
import type { Environment } from '../config/environment-schema.ts';
import type { Context } from '../context.ts';
import { readKnownHosts } from './known-hosts/read-known-hosts.ts';
import { loadIdentity } from './login/identity.ts';
import { createPool, type SshPool } from './pool.ts';
import type { SshEndpoint } from './endpoint.ts';

type PoolContext = Pick<Context, 'environment' | 'variables' | 'signal' | 'clock' | 'emit'>;

/**
 * The pool for the hosts of the environment: reads the key and the known hosts, connects to nothing yet.
 * Throws ENVIRONMENT_INVALID where the environment has no section `ssh`, SSH_IDENTITY_UNUSABLE,
 * SSH_KNOWN_HOSTS_INVALID or SECRET_UNAVAILABLE.
 */
export async function openEnvironmentPool(context: PoolContext): Promise<SshPool> {
  const environment = await context.environment();
  const ssh = sshSection(environment.config);
  const agentSocket = context.variables['SSH_AUTH_SOCK'];
  const sudoPassword = ssh.sudo_password;
  return createPool({
    endpointOf: (name) => endpointOf(environment.config, name),
    knownHosts: await readKnownHosts(environment.resolvePath(ssh.known_hosts)),
    identity: await loadIdentity({
      file: environment.resolvePath(ssh.key),
      ...(ssh.passphrase === undefined ? {} : { passphrase: await environment.secret(ssh.passphrase) }),
      ...(agentSocket === undefined || agentSocket === '' ? {} : { agentSocket }),
    }),
    ...(sudoPassword === undefined ? {} : { sudoPassword: async () => environment.secret(sudoPassword) }),
    signal: context.signal,
    clock: context.clock,
    emit: context.emit,
  });
}

/** How a host of the environment is reached. Throws USAGE for a name that is none. */
export function endpointOf(config: Environment, name: string): SshEndpoint {
  const host = config.hosts[name];
  if (host === undefined)
    throw new AetherError('USAGE', `no host "${name}"${didYouMean(name, Object.keys(config.hosts))}`);
  const { user, port, bastion } = sshSection(config);
  return {
    name,
    address: host.address,
    port: host.ports.ssh ?? port,
    user,
    pins: host.host_keys ?? [],
    ...(bastion === undefined || bastion === name ? {} : { via: bastion }),
  };
}

function sshSection(config: Environment): NonNullable<Environment['ssh']> {
  if (config.ssh !== undefined) return config.ssh;
  throw new AetherError(
    'ENVIRONMENT_INVALID',
    'the environment file does not say how to log in to its hosts',
    {
      hint: 'add the section ssh with user and key',
    },
  );
}
