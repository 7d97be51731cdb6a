import type { Plan, Step } from '../core/plan.ts';
import { formatNumberOf, formatSeconds } from '../core/units.ts';
import type { FaultPlan } from '../infra/fault/fault-injector.ts';
import type { DrillFault } from './drill-fault.ts';
import type { Soak } from './draw-rounds.ts';
import { roundsOf, type Round, type RoundFacts } from './rounds.ts';
import type { Workload } from './workload.ts';

/** A step of a drill; those of faults have the round that they are. */
export interface DrillStep extends Step {
  readonly round: Round | null;
}

export type DrillPlan = Plan<DrillStep>;

export interface DrillFacts extends RoundFacts {
  readonly database: string;
  readonly workload: Pick<Workload, 'name' | 'summary'>;
  /** Databases of earlier drills that are dropped first. */
  readonly leftovers: readonly string[];
  readonly faults: readonly DrillFault[];
  readonly repeat: number;
  /** Draws rounds of the faults at random; `repeat` is 1 then, to show each of them once. */
  readonly soak?: Soak | undefined;
  /** Compares the tables of all databases at the end. */
  readonly full: boolean;
  readonly profile: 'lan' | 'wan';
  /** Loses rows on purpose. */
  readonly control: boolean;
  /** Its name must be typed: an environment that says nothing of its purpose is production. */
  readonly isProduction: boolean;
  /** What the injector says about each round's fault, in the order of `roundsOf`. */
  readonly injections: readonly FaultPlan[];
}

/** Everything that the drill will do, and how it heals. Pure. */
export function planDrill(facts: DrillFacts): DrillPlan {
  const { members, database, workload, leftovers, injections, control } = facts;
  const rounds = roundsOf(facts);
  const possible = rounds.filter(({ number }) => (injections[number - 1]?.obstacle ?? null) === null);
  const { soak } = facts;
  const seconds = possible.reduce((sum, { fault }) => sum + fault.about_seconds, OVERHEAD_SECONDS);
  const deadMan = Math.max(0, ...injections.map(({ dead_man_seconds }) => dead_man_seconds));
  const heals = deadMan === 0 ? 'at once' : `within ${formatSeconds(deadMan)}`;
  const recovered = possible.find(
    ({ fault }) =>
      fault.victims === 'each' ||
      (deadMan > 0 && fault.heals_by === 'recovery' && fault.expected.membership === 'lost'),
  )?.fault.name;
  return {
    title:
      `failover test${control ? ', negative control' : ''}: ${formatNumberOf(possible.length, 'fault')} on ${formatNumberOf(members.length, 'member')}, ` +
      `${soak === undefined ? `about ${formatSeconds(seconds)}` : `drawn at random by seed ${soak.seed} for ${formatSeconds(soak.seconds)}`}; heals ${heals}, also when this command dies` +
      (recovered === undefined ? '' : `, but during ${recovered}: then run: aether cluster recover`),
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
      ...(facts.full ? [DIGESTS] : []),
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

function subjectOf({ fault, victims }: Round, soak: Soak | undefined): string {
  if (fault.victims === 'all') return 'all members';
  if (fault.victims === 'each') return 'each member in turn';
  return soak === undefined ? victims.join(', ') : 'drawn members';
}

const DIGESTS: DrillStep = {
  id: 'digests',
  action: 'run',
  subject: 'all databases',
  summary: 'the rows of every table are the same on every server (CHECKSUM TABLE reads all of them once)',
  round: null,
};

/** Setting up, reading all rows back, cleaning up. */
const OVERHEAD_SECONDS = 8;

function roundStep(round: Round, { profile, injections, isProduction, soak }: DrillFacts): DrillStep {
  const { number, fault, victims, home } = round;
  const injection = injections[number - 1];
  const obstacle = injection?.obstacle ?? null;
  return {
    id: `round-${number}`,
    ...(soak === undefined && victims.length === 1 && victims[0] !== undefined && { host: victims[0] }),
    action: obstacle === null ? 'run' : 'keep',
    destructive: isProduction && obstacle === null,
    risk: 'breaks servers of a production on purpose',
    subject: subjectOf(round, soak),
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
