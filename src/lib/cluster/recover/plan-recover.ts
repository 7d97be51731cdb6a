import { AetherError } from '../../core/errors.ts';
import type { Plan, Step } from '../../core/plan.ts';
import { didYouMean } from '../../core/suggest.ts';
import { decideBootstrap } from '../../infra/mariadb/galera/decide-bootstrap.ts';
import { decideJoin } from '../../infra/mariadb/galera/decide-join.ts';
import {
  isInconsistent,
  isPrimary,
  LEFT_INCONSISTENT,
  type MemberReport,
} from '../../infra/mariadb/galera/member-report.ts';
import { refuseRecovery } from './refuse-recovery.ts';

export interface RecoverFacts {
  readonly environment: string;
  /** All members of the environment file. */
  readonly members: readonly MemberReport[];
  /** Members that are left out, by name. */
  readonly without: readonly string[];
  /** Of members that are left out and cannot be asked: why they certainly do not run. */
  readonly proofs: ReadonlyMap<string, string>;
}

/** What is done about one member, or about all together. */
export type RecoverTask =
  | { readonly kind: 'hold' | 'set-aside' | 'join' | 'await'; readonly member: string }
  | { readonly kind: 'positions' | 'bootstrap' | 'compare' };

export interface RecoverStep extends Step {
  /** null if nothing is done. */
  readonly task: RecoverTask | null;
}

export interface RecoverPlan extends Plan<RecoverStep> {
  /** Members whose hosts can be asked: the run has them for itself. */
  readonly reachable: readonly string[];
  /** Members of a primary component. */
  readonly alive: readonly string[];
  /** Members that are not in the cluster afterwards. */
  readonly missing: readonly string[];
}

/**
 * If a primary component lives, the other members join it one by one, and nothing is bootstrapped. Else all are stopped, the
 * positions are read, and the most advanced member is bootstrapped. Pure. Throws RECOVER_REFUSED if that could lose writes or
 * make a second cluster, USAGE for a name that is none.
 */
export function planRecover(facts: RecoverFacts): RecoverPlan {
  requireNames(facts);
  const decision = decideBootstrap(facts.members.filter(isPrimary));
  if (facts.members.some(isPrimary) && decision.kind === 'refused') throw refuseRecovery(decision);
  const plan = decision.kind === 'live' ? planJoins(facts, decision.uuid) : planRestart(facts);
  const named = (match: (report: MemberReport) => boolean) =>
    facts.members.filter(match).map(({ member }) => member);
  return {
    ...plan,
    reachable: named(({ server }) => server !== 'unreachable'),
    alive: named(isPrimary),
    missing: named(({ member, server }) => server === 'unreachable' || facts.without.includes(member)),
  };
}

function requireNames({ members, without }: RecoverFacts): void {
  const names = members.map(({ member }) => member);
  const wrong = without.find((name) => !names.includes(name));
  if (wrong !== undefined) {
    const message = `--without ${wrong}: the cluster has no such member${didYouMean(wrong, names)}`;
    throw new AetherError('USAGE', message, { hint: `its members are ${names.join(', ')}` });
  }
  const alive = members.find((report) => without.includes(report.member) && isPrimary(report));
  if (alive === undefined) return;
  throw new AetherError('USAGE', `--without ${alive.member}: it is in the primary component, and runs`, {
    hint: 'leave out --without',
  });
}

function planJoins(facts: RecoverFacts, uuid: string): Plan<RecoverStep> {
  const steps = facts.members.flatMap((report) =>
    isReplaced(report, facts)
      ? [setAsideStep(report), planMember(withoutData(report), facts, uuid)]
      : [planMember(report, facts, uuid)],
  );
  const isWhole = steps.every(({ action }) => action === 'keep');
  return {
    title: `recover the cluster "${facts.environment}": a primary component is alive`,
    steps: isWhole ? steps : [...steps, COMPARE],
  };
}

/** What it has is not what the others have, so that it needs a copy of theirs. */
function isReplaced({ member, wsrep }: MemberReport, { without }: RecoverFacts): boolean {
  return wsrep !== undefined && isInconsistent(wsrep) && !without.includes(member);
}

function setAsideStep({ member }: MemberReport): RecoverStep {
  return {
    ...wordsOf(member, 'set-aside'),
    action: 'change',
    summary: 'stop it, and move its data directory aside; nothing is erased',
    why: `it ${LEFT_INCONSISTENT}`,
    destructive: true,
    risk: `moves the data of ${member} aside`,
    task: { kind: 'set-aside', member },
  };
}

/** As it is once its data directory is moved aside. */
function withoutData({ member, address, knownAddresses }: MemberReport): MemberReport {
  return { member, address, server: 'stopped', data: { kind: 'blank' }, knownAddresses };
}

function planMember(report: MemberReport, facts: RecoverFacts, uuid: string): RecoverStep {
  const { member, server, wsrep } = report;
  const summary = whyKept(report, facts);
  if (summary !== undefined)
    return { ...wordsOf(member, 'keep'), action: 'keep', summary, notable: true, task: null };
  if (server === 'running' && wsrep === undefined) return awaitStep(member);
  const way = decideJoin(asHeld(report), { uuid, members: facts.members });
  if (way.kind === 'refused' || way.kind === 'strange') throw refuseRecovery(way);
  const stop = server === 'running' ? 'stop it, then ' : '';
  const how = way.kind === 'ist' || way.kind === 'sst' ? ` by ${way.kind.toUpperCase()}` : '';
  return {
    ...wordsOf(member, 'join'),
    action: 'start',
    summary: `${stop}join the cluster${how}`,
    why: 'reason' in way ? way.reason : 'it did not stop cleanly',
    task: { kind: 'join', member },
  };
}

function whyKept(report: MemberReport, { without }: RecoverFacts): string | undefined {
  if (without.includes(report.member)) return 'left out';
  if (report.server === 'unreachable') return 'cannot be reached: not joined';
  return isPrimary(report) ? `${report.wsrep?.localState ?? ''}, in the cluster` : undefined;
}

function awaitStep(member: string): RecoverStep {
  return {
    ...wordsOf(member, 'await'),
    action: 'run',
    summary: 'wait until it has joined',
    why: 'its server runs and does not answer yet, as during a state transfer',
    task: { kind: 'await', member },
  };
}

function planRestart(facts: RecoverFacts): Plan<RecoverStep> {
  const included = facts.members.filter(({ member }) => !facts.without.includes(member));
  requireAll(facts, included);
  const decision = decideBootstrap(included.map((report) => forgetting(asHeld(report), facts)));
  if (decision.kind === 'refused') throw refuseRecovery(decision);
  if (decision.kind === 'fresh') {
    throw refuseRecovery({
      reason: 'no member has data of a cluster',
      hint: 'aether provision makes a new cluster',
    });
  }
  requireData(included);
  const contest =
    decision.kind === 'recover' ? `${decision.member} at ${decision.seqno}` : 'the most advanced of them';
  const held = facts.members.filter(({ server }) => server !== 'unreachable');
  return {
    title: `recover the cluster "${facts.environment}": no member may write`,
    steps: [
      ...facts.members
        .filter(({ member }) => facts.without.includes(member))
        .map((report) => leaveOut(report, facts)),
      ...held.map(({ member, server }): RecoverStep => ({
        ...wordsOf(member, 'hold'),
        action: 'stop',
        summary:
          server === 'running' ? 'stop the server, and let nobody start it' : 'let nobody start the server',
        task: { kind: 'hold', member },
      })),
      {
        id: 'positions',
        action: 'run',
        subject: 'positions',
        summary: 'save grastate.dat and gvwstate.dat, then read how far each member has come',
        task: { kind: 'positions' },
      },
      {
        id: 'bootstrap',
        action: 'start',
        subject: 'cluster',
        summary: `bootstrap ${contest}`,
        why: 'no acknowledged transaction may be lost',
        task: { kind: 'bootstrap' },
      },
      ...included.map(({ member }): RecoverStep => ({
        ...wordsOf(member, 'join'),
        action: 'start',
        summary: 'join the cluster, unless it is the one that was bootstrapped',
        task: { kind: 'join', member },
      })),
      COMPARE,
    ],
  };
}

/** Whoever is missing may have the last transactions, or may be in a cluster with others. */
function requireAll({ members, without, proofs }: RecoverFacts, included: readonly MemberReport[]): void {
  const missing = included.filter(({ server }) => server === 'unreachable').map(({ member }) => member);
  if (missing.length > 0) {
    const they = missing.length === 1 ? 'it' : 'they';
    throw refuseRecovery({
      reason: `${missing.join(' and ')} cannot be reached: ${they} may be ahead of the others, or may be writing in a cluster of ${they === 'it' ? 'its' : 'their'} own`,
      hint: `bring ${missing.join(' and ')} within reach; if that is not possible, and it is certain that no server runs there: --without ${missing.join(',')}`,
    });
  }
  const unproven = members.filter(
    ({ member, server }) => without.includes(member) && server === 'unreachable' && !proofs.has(member),
  );
  const [first] = unproven;
  if (first === undefined) return;
  throw refuseRecovery({
    reason: `nothing proves that the server of ${first.member} does not run: no answer is not a proof`,
    hint: `on ${first.member}: systemctl stop mariadb && systemctl mask --runtime mariadb, and let aether reach it; or remove it from the environment file and from the option files of the others`,
  });
}

/** A volume that is not mounted looks like a member that never had data. */
function requireData(included: readonly MemberReport[]): void {
  const blank = included.filter(({ data }) => data.kind === 'blank').map(({ member }) => member);
  if (blank.length === 0) return;
  const names = blank.join(' and ');
  throw refuseRecovery({
    reason: `${names} ${blank.length === 1 ? 'has' : 'have'} no data: a volume that is not mounted may hold the last transactions`,
    hint: `see whether the volume is mounted; if the data are lost: --without ${blank.join(',')}, then aether cluster recover once more, which copies them`,
  });
}

function leaveOut({ member, server }: MemberReport, { proofs }: RecoverFacts): RecoverStep {
  const proof = server === 'unreachable' ? proofs.get(member) : 'its server is stopped, and stays so';
  return {
    ...wordsOf(member, 'leave-out'),
    action: 'delete',
    summary: 'leave it out: transactions that it alone has are lost',
    ...(proof === undefined ? {} : { why: proof }),
    destructive: true,
    task: null,
  };
}

const COMPARE: RecoverStep = {
  id: 'compare',
  action: 'run',
  subject: 'members',
  summary: 'compare GTIDs, domain and the rows of all tables',
  task: { kind: 'compare' },
};

/** As it is once its server is stopped; a position that it has while it runs is not its last one. */
function asHeld(report: MemberReport): MemberReport {
  if (report.server !== 'running') return report;
  const { member, address, data, knownAddresses } = report;
  const last = data.kind === 'history' ? { ...data, seqno: 'unclear' as const } : data;
  return { member, address, server: 'stopped', data: last, knownAddresses };
}

/** Without the addresses of those that are left out. */
function forgetting(report: MemberReport, { members, without }: RecoverFacts): MemberReport {
  const gone = members.filter(({ member }) => without.includes(member)).map(({ address }) => address);
  return { ...report, knownAddresses: report.knownAddresses.filter((address) => !gone.includes(address)) };
}

function wordsOf(member: string, what: string) {
  return { id: `${member}.${what}`, host: member, subject: member };
}
