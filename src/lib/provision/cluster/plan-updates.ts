import { hostsWith } from '../../infra/config/hosts-with.ts';
import { seriesOf, type PackageUpdate } from '../packages/updates.ts';
import type { ClusterFacts } from './cluster-facts.ts';
import { GROUP, type ClusterStep } from './cluster-task.ts';
import { refuse } from './refuse.ts';

/**
 * The servers that get newer packages of their series, one at a time: replicas first, as a replica may be newer than its source
 * and not older, then single servers, then members. Throws PROVISION_REFUSED for what is not an update.
 */
export function planUpdates({ environment, chosen, updates }: ClusterFacts): ClusterStep[] {
  const hosts = (['replica', 'mariadb', 'galera'] as const).flatMap((role) =>
    hostsWith(environment, [role]).filter((host) => chosen.includes(host)),
  );
  return hosts.flatMap((host) => {
    const found = updates.get(host) ?? [];
    requireNewer(host, found);
    requireSameSeries(host, found, environment.mariadb.version);
    if (found.length === 0) return [];
    return [
      {
        id: `${host}.update`,
        host,
        group: GROUP,
        subject: `${host} · server`,
        action: 'change' as const,
        summary: `update ${found.map(({ name, candidate }) => `${name} to ${candidate}`).join(', ')}; restart it, alone`,
        why: `it has ${found.map(({ installed }) => installed)[0] ?? ''}`,
        task: { kind: 'update' as const, host },
      },
    ];
  });
}

/** Data that a newer server has written are not read by an older one. */
function requireNewer(host: string, updates: readonly PackageUpdate[]): void {
  const older = updates.find(({ isNewer }) => !isNewer);
  if (older === undefined) return;
  throw refuse({
    reason: `${host} has ${older.name} ${older.installed}, and its repositories offer ${older.candidate}, which is older`,
    hint: `give ${host} the repository that its packages came from, or run the same command without --update`,
  });
}

function requireSameSeries(host: string, updates: readonly PackageUpdate[], wanted: string): void {
  const server = updates.find(({ name }) => name === 'mariadb-server');
  if (server === undefined || seriesOf(server.candidate) === wanted) return;
  throw refuse({
    reason: `${host} has MariaDB ${server.installed}, and its repositories offer ${server.candidate}, another series than ${wanted}`,
    hint: `give ${host} a repository with ${wanted}; a change of the series is not an update`,
  });
}
