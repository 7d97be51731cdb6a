import type { Plan, Step } from '../core/plan.ts';
import { formatNumberOf, formatSeconds } from '../core/units.ts';
import type { FaultOrder, FaultPlan } from '../infra/fault/fault-injector.ts';
import type { DrillFault } from './drill-fault.ts';
import type { Workload } from './workload.ts';

/** One fault to inject, on these members, while the clients write to `home` first. */
export interface Round {
  readonly number: number;
  readonly fault: DrillFault;
  readonly victims: readonly string[];
  readonly home: string;
}

/** A step of a drill; those of faults have the round that they are. */
export interface DrillStep extends Step {
  readonly round: Round | null;
}

export type DrillPlan = Plan<DrillStep>;

export interface DrillFacts {
  readonly members: readonly string[];
  /** The member that the first replica replicates from; undefined without one. */
  readonly source?: string | undefined;
  readonly database: string;
  readonly workload: Pick<Workload, 'name' | 'summary'>;
  /** Databases of earlier drills that are dropped first. */
  readonly leftovers: readonly string[];
  /** `HOST:PORT` that the clients write to instead of the members. */
  readonly endpoint?: string | undefined;
  readonly faults: readonly DrillFault[];
  readonly repeat: number;
  readonly profile: 'lan' | 'wan';
  /** Loses rows on purpose. */
  readonly control: boolean;
  /** Its name must be typed: an environment that says nothing of its purpose is production. */
  readonly isProduction: boolean;
  /** What the injector says about each round's fault, in the order of `roundsOf`. */
  readonly injections: readonly FaultPlan[];
}

/**
 * The victims rotate. In single-writer mode the victim is the home of the writer in every round but each second one of
 * a fault, so in at least half of the rounds.
 */
export function roundsOf({
  members,
  source,
  endpoint,
  faults,
  repeat,
}: Pick<DrillFacts, 'members' | 'source' | 'endpoint' | 'faults' | 'repeat'>): Round[] {
  const rounds: Round[] = [];
  for (const fault of faults) {
    for (let turn = 0; turn < repeat; turn += 1) {
      const at = rounds.length;
      const first = fault.victims === 'source' && source !== undefined ? members.indexOf(source) : at;
      const home = endpoint ?? memberAt(members, turn % 2 === 0 ? first : first + 1);
      rounds.push({
        number: at + 1,
        fault,
        victims: victimsOf(fault, members, first),
        home,
      });
    }
  }
  return rounds;
}

/** A majority is the fewest members without which the others have none. */
function victimsOf({ victims }: DrillFault, members: readonly string[], at: number): string[] {
  const count = { one: 1, source: 1, majority: Math.ceil(members.length / 2), all: members.length }[victims];
  const inTurn = members.map((_, index) => memberAt(members, at + index));
  return inTurn.slice(0, count).toSorted((one, other) => members.indexOf(one) - members.indexOf(other));
}

/** What the injector is asked to do to one victim of a round. */
export function orderOf(
  { fault }: Pick<Round, 'fault'>,
  victim: string,
  members: readonly string[],
): FaultOrder {
  const at = members.indexOf(victim);
  const others = members.map((_, index) => memberAt(members, at + index)).slice(1);
  const from = fault.apart === 'one member' ? others.slice(0, 1) : others;
  const options = { ...fault.options, ...(fault.apart === undefined ? {} : { from }) };
  const seconds = fault.heals_by === 'time' ? fault.hold_seconds : undefined;
  return { host: victim, fault: fault.injects, options, ...(seconds === undefined ? {} : { seconds }) };
}

function memberAt(members: readonly string[], index: number): string {
  return members[index % members.length] ?? '';
}

/** Everything that the drill will do, and how it heals. Pure. */
export function planDrill(facts: DrillFacts): DrillPlan {
  const { members, database, workload, leftovers, injections, control } = facts;
  const rounds = roundsOf(facts);
  const possible = rounds.filter(({ number }) => (injections[number - 1]?.obstacle ?? null) === null);
  const seconds = possible.reduce((sum, { fault }) => sum + fault.about_seconds, OVERHEAD_SECONDS);
  const deadMan = Math.max(0, ...injections.map(({ dead_man_seconds }) => dead_man_seconds));
  const heals = deadMan === 0 ? 'at once' : `within ${formatSeconds(deadMan)}`;
  const recovered = possible.find(({ fault }) => deadMan > 0 && fault.heals_by === 'recovery')?.fault.name;
  return {
    title:
      `failover test${control ? ', negative control' : ''}: ${formatNumberOf(possible.length, 'fault')} on ${formatNumberOf(members.length, 'member')}, ` +
      `about ${formatSeconds(seconds)}; heals ${heals}, also when this command dies` +
      (recovered === undefined ? '' : `, but during ${recovered}: then type aether cluster recover`),
    steps: [
      ...leftovers.map((left): DrillStep => ({
        id: `drop-${left}`,
        action: 'delete',
        subject: left,
        summary: 'drop it: an earlier drill has left it',
        round: null,
      })),
      {
        id: 'create',
        action: 'create',
        subject: database,
        summary: `a database of its own; ${workload.name}: each client ${workload.summary}`,
        round: null,
      },
      ...(control ? [WEAKEN] : []),
      ...rounds.map((round) => roundStep(round, facts)),
      {
        id: 'verify',
        action: 'run',
        subject: 'verify',
        summary: 'every acknowledged row exactly once on every server; GTIDs equal',
        round: null,
      },
      {
        id: 'drop',
        action: 'delete',
        subject: database,
        summary: 'drop it; kept if anything is wrong',
        round: null,
      },
    ],
  };
}

const WEAKEN: DrillStep = {
  id: 'weaken',
  action: 'change',
  subject: 'durability',
  summary:
    'innodb_flush_log_at_trx_commit = 0 and sync_binlog = 0 on every member, until it is started again; wsrep_sync_wait = 0 for the reads',
  why: 'rows are lost and reads are stale then: a drill that does not find both proves nothing',
  round: null,
};

/** Setting up, reading all rows back, cleaning up. */
const OVERHEAD_SECONDS = 8;

function roundStep(round: Round, { profile, injections, isProduction }: DrillFacts): DrillStep {
  const { number, fault, victims, home } = round;
  const injection = injections[number - 1];
  const obstacle = injection?.obstacle ?? null;
  return {
    id: `round-${number}`,
    ...(victims.length === 1 && victims[0] !== undefined && { host: victims[0] }),
    action: obstacle === null ? 'run' : 'keep',
    destructive: isProduction && obstacle === null,
    subject: fault.victims === 'all' ? 'all members' : victims.join(', '),
    ...(obstacle === null
      ? { summary: `${fault.name}: ${fault.summary}`, why: `expected: ${fault.expected.cluster}` }
      : { summary: `${fault.name}: not possible here`, why: obstacle.problem }),
    cost: `about ${fault.about_seconds} s`,
    facts: {
      fault: fault.name,
      victims: [...victims],
      writes_to: home,
      expected_membership: fault.expected.membership,
      gap_bar_seconds: fault.expected.gap_seconds[profile],
      dead_man_seconds: injection?.dead_man_seconds ?? 0,
    },
    round,
  };
}
