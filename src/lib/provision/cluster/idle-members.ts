import { liveMember } from '../../infra/mariadb/galera/member-data.ts';
import { isPrimary } from '../../infra/mariadb/galera/member-report.ts';
import type { ClusterFacts } from './cluster-facts.ts';
import { runOn, type Fleet } from './fleet.ts';
import type { ServerReport } from './server-report.ts';

/**
 * Members whose servers wait for a cluster while none lives, as after a reboot of most of them. They take no writes, and are
 * stopped, so that the one that is ahead can be bootstrapped. None if a member lives, or might live because nobody can ask it,
 * or if one runs without Galera, and so may take writes.
 */
export function idleMembers({
  members,
  servers,
  chosen,
}: Pick<ClusterFacts, 'members' | 'servers' | 'chosen'>): string[] {
  if (members.some((report) => isPrimary(report) || report.server === 'unreachable')) return [];
  const running = members.filter(({ server }) => server === 'running').map(({ member }) => member);
  return running.every((name) => chosen.includes(name) && isWaiting(servers.get(name))) ? running : [];
}

function isWaiting(server: ServerReport | undefined): boolean {
  return server !== undefined && (server.isStarting || liveMember(server) !== undefined);
}

export async function stopIdle(fleet: Fleet, host: string): Promise<void> {
  const script = 'systemctl stop mariadb.service';
  await runOn(fleet, host, { name: 'stop', title: 'stop the server', script });
}
