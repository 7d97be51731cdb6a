import { keepStep } from '../../core/plan.ts';
import { hostsWith } from '../../infra/config/hosts-with.ts';
import { decideBootstrap, type BootstrapDecision } from '../../infra/mariadb/galera/decide-bootstrap.ts';
import { decideJoin } from '../../infra/mariadb/galera/decide-join.ts';
import type { MemberReport } from '../../infra/mariadb/galera/member-report.ts';
import type { ClusterFacts } from './cluster-facts.ts';
import { GROUP, type ClusterStep } from './cluster-task.ts';
import { isFullStop } from './plan-full-stop.ts';
import { idleMembers } from './idle-members.ts';
import { planSettings } from './plan-settings.ts';
import { refuse } from './refuse.ts';
import { planSetAside } from './set-aside.ts';

/** What the members of the cluster do after each host is ready for it. Throws PROVISION_REFUSED. */
export function planCluster(facts: ClusterFacts): ClusterStep[] {
  const chosen = hostsWith(facts.environment, ['galera']).filter((host) => facts.chosen.includes(host));
  if (chosen.length === 0) return [];
  const idle = idleMembers(facts);
  const members = facts.members.map((report) =>
    idle.includes(report.member) ? { ...report, server: 'stopped' as const } : report,
  );
  const byChoice = members.toSorted(
    (one, other) => Number(chosen.includes(other.member)) - Number(chosen.includes(one.member)),
  );
  const decision = decideAfterMounts(byChoice, chosen);
  if (decision.kind === 'refused') throw refuse(decision);
  if (isFullStop(facts)) return planRestart(chosen, facts);
  const start = [...idle.map(stopStep), ...planStart(decision, chosen)];
  const founder = decision.kind === 'fresh' || decision.kind === 'recover' ? decision.member : undefined;
  const joins = chosen.filter((host) => host !== founder).flatMap((host) => planJoin(host, decision, facts));
  const accounts = planAccounts(
    decision.kind === 'live' ? (decision.members[0] ?? '') : (founder ?? chosen[0] ?? ''),
    facts,
  );
  return [...start, accounts, ...fewestDown(joins)].map((step) => ({ ...step, group: GROUP }));
}

/** Data on a disk that this run mounts are read then, so nothing is decided from them before. */
function decideAfterMounts(members: readonly MemberReport[], chosen: readonly string[]): BootstrapDecision {
  const isMounted = ({ member, data }: MemberReport) => data.kind !== 'unmounted' || !chosen.includes(member);
  const mounted = members.filter(isMounted);
  if (mounted.length === members.length) return decideBootstrap(members);
  const decision = mounted.length === 0 ? undefined : decideBootstrap(mounted);
  if (decision?.kind === 'live' || decision?.kind === 'refused') return decision;
  return { kind: 'positions unclear', members: [] };
}

/** Members that are down join before one that runs is restarted. */
function fewestDown(steps: readonly ClusterStep[]): ClusterStep[] {
  const isRestart = ({ task }: ClusterStep) => task?.kind === 'restart';
  return [...steps.filter((step) => !isRestart(step)), ...steps.filter(isRestart)];
}

/** After all members were stopped: the one that was stopped last is bootstrapped. */
function planRestart([founder = '', ...others]: readonly string[], facts: ClusterFacts): ClusterStep[] {
  const bootstrap = bootstrapStep(founder, `bootstrap it on ${founder}`, 'all members are stopped then');
  const joins = others.map((host) => joinStep(host, 'join the cluster by IST'));
  return [bootstrap, planAccounts(founder, facts), ...joins].map((step) => ({ ...step, group: GROUP }));
}

function stopStep(host: string): ClusterStep {
  const why = 'it runs without a primary component, and no member has one';
  const words = { id: `${host}.stop`, host, subject: `${host} · cluster`, action: 'stop' } as const;
  return { ...words, summary: 'stop the server', why, task: { kind: 'stop-idle', host } };
}

function bootstrapStep(host: string, summary: string, why: string): ClusterStep {
  const words = { id: 'cluster.bootstrap', host, subject: 'cluster', action: 'start' } as const;
  return { ...words, summary, why, task: { kind: 'bootstrap', host } };
}

function planStart(decision: BootstrapDecision, chosen: readonly string[]): ClusterStep[] {
  if (decision.kind === 'live' || decision.kind === 'refused') return [];
  if (decision.kind === 'positions unclear') {
    const why =
      decision.members.length === 0
        ? 'data disks are mounted first; then all members are asked'
        : `${decision.members.join(', ')} did not stop cleanly; InnoDB is asked for the positions first`;
    return [bootstrapStep(chosen[0] ?? '', 'bootstrap it on the member that is ahead', why)];
  }
  const { member } = decision;
  if (!chosen.includes(member)) {
    throw refuse({
      reason: `the cluster is to be bootstrapped on ${member}, which is ahead, and --hosts leaves it out`,
      hint: `add ${member} to --hosts`,
    });
  }
  const why = decision.kind === 'fresh' ? 'no member has data' : `it is ahead, at ${decision.seqno}`;
  return [bootstrapStep(member, `bootstrap it on ${member}`, why)];
}

function planJoin(host: string, decision: BootstrapDecision, facts: ClusterFacts): ClusterStep[] {
  const report = facts.members.find(({ member }) => member === host);
  if (report?.data.kind === 'unmounted')
    return [joinStep(host, 'join the cluster', 'its data disk is mounted first')];
  if (report === undefined || decision.kind !== 'live') {
    const isBlank = report?.data.kind !== 'history';
    return [
      isBlank
        ? joinStep(host, 'join the cluster by SST', 'it has no data')
        : joinStep(host, 'join the cluster'),
    ];
  }
  const way = decideJoin(report, { uuid: decision.uuid, members: facts.members });
  if (way.kind === 'refused') throw refuse(way);
  if (way.kind === 'strange')
    return [planSetAside(host, way.reason), joinStep(host, 'join the cluster by SST', 'it has no data then')];
  if (way.kind === 'position unclear') return [joinStep(host, 'join the cluster', 'it did not stop cleanly')];
  if (way.kind === 'member') return [planMember(report, facts)];
  return [joinStep(host, `join the cluster by ${way.kind.toUpperCase()}`, way.reason)];
}

function joinStep(host: string, summary: string, why?: string): ClusterStep {
  const reason = why === undefined ? {} : { why };
  return { ...memberWords(host), action: 'start', summary, ...reason, task: { kind: 'join', host } };
}

function memberWords(host: string) {
  return { id: `${host}.join`, host, subject: `${host} · cluster` };
}

function planMember({ member: host, wsrep }: MemberReport, facts: ClusterFacts): ClusterStep {
  const subject = `${host} · cluster`;
  const words = {
    ...memberWords(host),
    summary: `${wsrep?.localState ?? ''}, ${wsrep?.clusterSize ?? 0} members`,
  };
  return planSettings(host, subject, facts) ?? keepStep(words);
}

/** The accounts of a cluster or a single server; `host` is where they are made. */
export function planAccounts(
  host: string,
  { changedAccounts }: Pick<ClusterFacts, 'changedAccounts'>,
): ClusterStep {
  const changed = changedAccounts.get(host);
  const words = { id: `${host}.accounts`, host, subject: `${host} · accounts` };
  if (changed?.length === 0) return keepStep({ ...words, summary: 'have their passwords and grants' });
  const summary =
    changed === undefined
      ? 'create the accounts, with the grants of docs/accounts.md'
      : `correct ${changed.join(', ')}`;
  return {
    ...words,
    action: changed === undefined ? 'create' : 'change',
    summary,
    task: { kind: 'accounts', host },
  };
}
