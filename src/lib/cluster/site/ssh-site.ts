import { AetherError } from '../../core/errors.ts';
import { hostsWith } from '../../infra/config/hosts-with.ts';
import type { ClusterSite } from '../../infra/mariadb/galera/cluster-site.ts';
import { withHostLock, type HostLock } from '../../infra/ssh/lock/with-host-lock.ts';
import { sshMember, type SiteContext } from './ssh-member.ts';

/** How long another run, or work that a dead run has left on a host, is waited for. */
const LOCK_WAIT_SECONDS = 900;

/**
 * The cluster of an environment whose machines are reached over SSH. `proveOff` knows the power of machines, as a lab does;
 * silence proves nothing. Throws ENVIRONMENT_INVALID if there is no cluster, or no way to its machines.
 */
export async function sshSite(context: SiteContext, proveOff: ClusterSite['proveOff']): Promise<ClusterSite> {
  const { config } = await context.environment();
  const names = hostsWith(config, ['galera']);
  if (names.length === 0 || config.ssh === undefined) {
    const problem = names.length === 0 ? 'no host has the role galera' : 'it has no section ssh';
    throw new AetherError('ENVIRONMENT_INVALID', `the environment "${config.name}": ${problem}`, {
      hint: 'for a cluster on this computer: aether sandbox up --galera',
    });
  }
  const members = names.map((member) => {
    const host = config.hosts[member];
    const port = host?.ports.mariadb ?? config.mariadb.port;
    return sshMember(context, { member, address: host?.address ?? '', port });
  });
  return {
    name: config.name,
    members,
    exclusively: (hosts, work) => withLocks(context, hosts, [], work),
    proveOff,
  };
}

/** Takes the locks of all hosts in one order, so that two runs cannot wait for each other. */
async function withLocks<Result>(
  context: SiteContext,
  hosts: readonly string[],
  taken: readonly HostLock[],
  work: (fence: () => Promise<void>) => Promise<Result>,
): Promise<Result> {
  const [name, ...rest] = hosts.toSorted();
  if (name === undefined)
    return work(async () => void (await Promise.all(taken.map((lock) => lock.fence()))));
  return withHostLock(context, await context.ssh(name), { waitSeconds: LOCK_WAIT_SECONDS }, (lock) =>
    withLocks(context, rest, [...taken, lock], work),
  );
}
