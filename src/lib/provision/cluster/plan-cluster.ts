import { keepStep } from '../../core/plan.ts';
import type { Environment } from '../../infra/config/environment-schema.ts';
import { hostsWith } from '../../infra/config/hosts-with.ts';
import { decideBootstrap, type BootstrapDecision } from '../../infra/mariadb/galera/decide-bootstrap.ts';
import { decideJoin } from '../../infra/mariadb/galera/decide-join.ts';
import type { MemberReport } from '../../infra/mariadb/galera/member-report.ts';
import type { ClusterStep } from './cluster-task.ts';
import { refuse } from './refuse.ts';
import { planSetAside } from './set-aside.ts';
import type { ServerReport } from './server-report.ts';

export interface ClusterFacts {
  readonly environment: Environment;
  /** The hosts that this run works on. */
  readonly chosen: readonly string[];
  /** Of all hosts with a server that could be asked. */
  readonly servers: ReadonlyMap<string, ServerReport>;
  /** All members of the file, those that are not chosen too. */
  readonly members: readonly MemberReport[];
  /** Accounts that the cluster, or a single server, does not have as the table says; undefined if nobody could ask. */
  readonly changedAccounts: ReadonlyMap<string, readonly string[]>;
  /** Hosts whose option file is about to change. */
  readonly newConfig: ReadonlySet<string>;
}

/** All steps of one cluster run one at a time, and stop at the first failure. */
const GROUP = 'galera';

/** What the members of the cluster do after each host is ready for it. Throws PROVISION_REFUSED. */
export function planCluster(facts: ClusterFacts): ClusterStep[] {
  const chosen = hostsWith(facts.environment, ['galera']).filter((host) => facts.chosen.includes(host));
  if (chosen.length === 0) return [];
  const byChoice = facts.members.toSorted(
    (one, other) => Number(chosen.includes(other.member)) - Number(chosen.includes(one.member)),
  );
  const decision = decideBootstrap(byChoice);
  if (decision.kind === 'refused') throw refuse(decision);
  const start = planStart(decision, chosen);
  const founder = decision.kind === 'fresh' || decision.kind === 'recover' ? decision.member : undefined;
  const joins = chosen.filter((host) => host !== founder).flatMap((host) => planJoin(host, decision, facts));
  const accounts = planAccounts(
    decision.kind === 'live' ? (decision.members[0] ?? '') : (founder ?? chosen[0] ?? ''),
    facts,
  );
  return [...start, { ...accounts, group: GROUP }, ...joins].map((step) => ({ ...step, group: GROUP }));
}

function planStart(decision: BootstrapDecision, chosen: readonly string[]): ClusterStep[] {
  if (decision.kind === 'live' || decision.kind === 'refused') return [];
  const step = { id: 'cluster.bootstrap', subject: 'cluster', action: 'start' } as const;
  if (decision.kind === 'positions unclear') {
    const host = chosen[0] ?? '';
    const summary = 'bootstrap it on the member that is ahead';
    const why = `${decision.members.join(', ')} did not stop cleanly; InnoDB is asked for the positions first`;
    return [{ ...step, host, summary, why, task: { kind: 'bootstrap', host } }];
  }
  const { member } = decision;
  if (!chosen.includes(member)) {
    throw refuse({
      reason: `the cluster is to be bootstrapped on ${member}, which is ahead, and --hosts leaves it out`,
      hint: `add ${member} to --hosts`,
    });
  }
  const why = decision.kind === 'fresh' ? 'no member has data' : `it is ahead, at ${decision.seqno}`;
  return [
    {
      ...step,
      host: member,
      summary: `bootstrap it on ${member}`,
      why,
      task: { kind: 'bootstrap', host: member },
    },
  ];
}

function planJoin(host: string, decision: BootstrapDecision, facts: ClusterFacts): ClusterStep[] {
  const report = facts.members.find(({ member }) => member === host);
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

export const OLD_CONFIG = 'it runs with another option file than the one on disk';

function planMember({ member: host, wsrep }: MemberReport, facts: ClusterFacts): ClusterStep {
  if (facts.servers.get(host)?.runsWithConfig === true && !facts.newConfig.has(host)) {
    return keepStep({
      ...memberWords(host),
      summary: `${wsrep?.localState ?? ''}, ${wsrep?.clusterSize ?? 0} members`,
    });
  }
  const words = { id: `${host}.restart`, host, subject: `${host} · cluster` };
  return {
    ...words,
    action: 'change',
    summary: 'restart it, alone',
    why: OLD_CONFIG,
    task: { kind: 'restart', host },
  };
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
