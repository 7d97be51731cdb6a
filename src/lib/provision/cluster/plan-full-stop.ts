import { hostsWith } from '../../infra/config/hosts-with.ts';
import { unlistedAddresses } from '../../infra/mariadb/galera/decide-bootstrap.ts';
import { isPrimary, type MemberReport } from '../../infra/mariadb/galera/member-report.ts';
import type { ClusterStep } from './cluster-task.ts';
import type { ClusterFacts } from './cluster-facts.ts';
import { refuse } from './refuse.ts';

/** True if a change must be the same on all members at any time, so that the cluster has to be stopped for it. */
export function isFullStop(facts: Pick<ClusterFacts, 'settings' | 'members'>): boolean {
  return settingsOf(facts).length > 0;
}

function settingsOf({ settings, members }: Pick<ClusterFacts, 'settings' | 'members'>): string[] {
  const running = members.filter(({ server }) => server === 'running');
  return [...new Set(running.flatMap(({ member }) => settings.get(member)?.fullStop ?? []))];
}

/**
 * Stops all members before the option files change. It is confirmed by the name of the environment. Throws PROVISION_REFUSED
 * if the cluster could not be bootstrapped after it.
 */
export function planFullStop(facts: ClusterFacts): ClusterStep[] {
  const names = settingsOf(facts);
  const members = hostsWith(facts.environment, ['galera']);
  const [founder = ''] = members;
  if (names.length === 0) return [];
  const why = `${names.join(', ')} must be the same on all members at any time`;
  requireReturn(facts, why);
  return [
    {
      id: 'cluster.stop',
      subject: 'cluster',
      action: 'change',
      summary: `stop all members; nobody can write until the cluster is bootstrapped again`,
      why,
      destructive: true,
      risk: 'stops every server of the cluster',
      task: { kind: 'stop', host: founder },
    },
  ];
}

function requireReturn({ environment, chosen, members }: ClusterFacts, why: string): void {
  const left = hostsWith(environment, ['galera']).filter((host) => !chosen.includes(host));
  if (left.length > 0) {
    throw refuse({
      reason: `${why}, and this run leaves ${left.join(', ')} out`,
      hint: 'run it without --hosts and --roles: the whole cluster has to be stopped',
    });
  }
  const missing = members.filter((report) => !mayReturn(report)).map(({ member }) => member);
  if (missing.length > 0) {
    throw refuse({
      reason: `${why}, and ${missing.join(', ')} might not come back after a stop of the whole cluster`,
      hint: 'undo the change, bring the members back with the same command, then make the change again',
    });
  }
  const [unlisted] = unlistedAddresses(members);
  if (unlisted === undefined) return;
  throw refuse({
    reason: `${why}, and ${unlisted.member} knows a member at ${unlisted.address}, which the environment file does not name`,
    hint: 'add that host with the role galera to the environment file, or stop its server for good',
  });
}

/** It is in the cluster, or was stopped cleanly by a run that did not finish. */
function mayReturn(report: MemberReport): boolean {
  if (isPrimary(report)) return true;
  return (
    report.server === 'stopped' && report.data.kind === 'history' && typeof report.data.seqno === 'bigint'
  );
}
