import { AetherError } from '../../core/errors.ts';
import type { Plan, Step } from '../../core/plan.ts';
import { formatNumberOf } from '../../core/units.ts';
import { isPrimary, type MemberReport } from '../../infra/mariadb/galera/member-report.ts';
import type { RestartJournal } from './restart-journal.ts';

export interface RestartFacts {
  readonly environment: string;
  /** All members, in the order of the environment file. */
  readonly members: readonly MemberReport[];
  /** Members on which a backup runs, by name. */
  readonly backups: readonly string[];
  /** Whether the machines are restarted, not the servers alone. */
  readonly reboot: boolean;
  /** Of a run that was cut off. */
  readonly journal?: RestartJournal | undefined;
}

export interface RestartStep extends Step {
  /** null for one that stays as it is, and for the comparison at the end. */
  readonly member: string | null;
}

export type RestartPlan = Plan<RestartStep>;

/**
 * One member after the other, the writer last, and each with the state transfer that it will need. Pure. Throws
 * CLUSTER_UNHEALTHY if the cluster could not do without one of its members now.
 */
export function planRestart(facts: RestartFacts): RestartPlan {
  requireHealthy(facts);
  const writer = writerOf(facts.members);
  const isWriter = (report: MemberReport) => report === writer;
  const inOrder = facts.members.toSorted((one, other) => Number(isWriter(one)) - Number(isWriter(other)));
  return {
    title:
      `${facts.reboot ? 'reboot the machines' : 'restart the servers'} of the ${formatNumberOf(facts.members.length, 'member')} of "${facts.environment}", one by one` +
      (facts.journal === undefined ? '' : `; resumes the run of ${facts.journal.started_at}`),
    steps: [
      ...inOrder.map((report) =>
        isRestarted(report, facts.journal)
          ? restartedStep(report)
          : restartStep(report, isWriter(report), facts),
      ),
      {
        id: 'compare',
        action: 'run',
        subject: 'members',
        summary: 'compare GTIDs and domain',
        member: null,
      },
    ],
  };
}

function requireHealthy({ members, backups, journal }: RestartFacts): void {
  const outside = members.filter((report) => !isPrimary(report)).map(({ member }) => member);
  if (outside.length > 0) {
    throw refused(
      `${outside.join(' and ')} ${outside.length === 1 ? 'is' : 'are'} not in the primary component`,
      'aether cluster recover',
    );
  }
  if (members.length < 3)
    throw refused('fewer than three members keep no majority while one restarts', 'add members');
  const small = members.find(({ wsrep }) => wsrep?.clusterSize !== members.length);
  if (small !== undefined)
    throw refused(
      `${small.member} sees ${small.wsrep?.clusterSize} of ${members.length} members`,
      'aether cluster status',
    );
  const isOurs = ({ wsrep }: MemberReport) => journal !== undefined && wsrep?.desynced === true;
  const donor = members.find((report) => report.wsrep?.localState !== 'Synced' && !isOurs(report));
  if (donor !== undefined)
    throw refused(
      `${donor.member} is ${donor.wsrep?.localState}, not Synced`,
      donor.wsrep?.desynced === true
        ? `somebody set wsrep_desync; if it is no longer needed: SET GLOBAL wsrep_desync = OFF on ${donor.member}`
        : 'wait until it is, then run the same command again',
    );
  const [backup] = backups;
  if (backup !== undefined) throw refused(`a backup runs on ${backup}`, 'wait until it has ended');
}

/** As every run of aether chooses it: the first in the environment file that takes writes. */
function writerOf(members: readonly MemberReport[]): MemberReport | undefined {
  return members.find(({ wsrep }) => wsrep !== undefined && wsrep.notWriter === undefined);
}

/** True if the run that was cut off has restarted it, or somebody else did since. */
function isRestarted({ member, startId }: MemberReport, journal: RestartJournal | undefined): boolean {
  const before = journal?.start_ids[member] ?? '';
  return before !== '' && startId !== undefined && startId !== before;
}

function restartedStep({ member }: MemberReport): RestartStep {
  return {
    id: `${member}.restart`,
    host: member,
    action: 'keep',
    subject: member,
    summary: 'already restarted since that run began',
    notable: true,
    member: null,
  };
}

function restartStep(
  report: MemberReport,
  isWriter: boolean,
  { members, reboot }: RestartFacts,
): RestartStep {
  const { member } = report;
  const transfer = transferOf(report, members);
  return {
    id: `${member}.restart`,
    host: member,
    action: 'change',
    subject: member,
    summary: `ask its clients to leave, then ${reboot ? 'reboot its machine' : 'restart it'}${isWriter ? ', last: it takes the writes' : ''}`,
    ...(transfer === 'ist'
      ? { why: 'it rejoins by IST: another member keeps what it will miss' }
      : {
          why: 'it needs an SST: no other member keeps what it will miss, and its data directory is replaced',
          destructive: true,
          risk: 'replaces the data directory of a member by a copy',
        }),
    facts: { state_transfer: transfer },
    member,
  };
}

/** Directly before the stop. Throws PLAN_CHANGED if the member would need a copy now, which nobody has confirmed. */
export function requireIst(name: string, members: readonly MemberReport[]): void {
  const report = members.find(({ member }) => member === name);
  if (report !== undefined && transferOf(report, members) === 'ist') return;
  throw new AetherError(
    'PLAN_CHANGED',
    `${name} would need a full copy of the data now, which was not confirmed`,
    { hint: 'run the same command again and read the new plan' },
  );
}

/** By the gcache of the others: whether one of them still has the next write-set. */
function transferOf(report: MemberReport, members: readonly MemberReport[]): 'ist' | 'sst' {
  const last = report.wsrep?.lastCommitted ?? 0n;
  const canGive = members.some(
    ({ member, wsrep }) =>
      member !== report.member &&
      wsrep !== undefined &&
      (wsrep.lastCommitted <= last || (wsrep.cachedDownTo !== undefined && wsrep.cachedDownTo <= last + 1n)),
  );
  return canGive ? 'ist' : 'sst';
}

function refused(problem: string, hint: string): AetherError {
  return new AetherError('CLUSTER_UNHEALTHY', `${problem}: no member is restarted`, { hint });
}
