import { isInconsistent } from '../../infra/mariadb/galera/member-report.ts';
import type { Operation } from '../client/operation.ts';
import type { Sample } from '../observe/observer.ts';
import type { Round } from '../rounds.ts';
import { lengthOf, longestGap, medianOf } from './gaps.ts';

/** When what happened in a round, in milliseconds of the drill's clock. */
export interface RoundTimes {
  readonly calm_from_ms: number;
  readonly injected_ms: number;
  /** When healing began, and when every member was whole again. */
  readonly healing_ms: number;
  readonly whole_ms: number;
  readonly ended_ms: number;
}

export interface RoundRecord extends RoundTimes {
  readonly round: Round;
  /** The server that each client wrote to when the fault began, by its number. */
  readonly hosts: Readonly<Record<number, string>>;
  /** What proves that the faults came at the right moment. */
  readonly evidence: readonly string[];
}

/** Milliseconds; null if there was nothing to measure. */
export interface RoundResult {
  readonly acknowledged: number;
  readonly ambiguous: number;
  /** The longest gap of each client that wrote to a member that stayed. */
  readonly survivor_gaps_ms: readonly number[];
  readonly victim_gaps_ms: readonly number[];
  /** Of the time before the fault: what the machine does without it. */
  readonly calm_gap_ms: number | null;
  /** False if the calm time was not calm enough for the gaps to mean anything. */
  readonly is_calm: boolean;
  /** From the fault until a member that stayed had a view without the victim. */
  readonly detect_ms: number | null;
  /** From the beginning of healing until all members were whole. */
  readonly rejoin_ms: number;
  /** Members that found themselves inconsistent with the others, and got a full copy (SST) where an IST was expected. */
  readonly inconsistent: readonly string[];
  /** The longest gap of any client while the member rejoined. */
  readonly rejoin_gap_ms: number;
  /** Sessions on the victims that appliers aborted. */
  readonly bf_aborts: number;
  /** Whether the membership did what is expected of the fault. */
  readonly membership: 'dropped' | 'kept' | 'lost';
}

/** A calm maximum above this share of what is allowed says more about the machine than about the cluster. */
const CALM_SHARE = 1 / 4;

/** The figures of one round. Pure. */
export function measureRound(
  record: RoundRecord,
  operations: readonly Operation[],
  samples: readonly Sample[],
  barMs: number,
): RoundResult {
  const { round, hosts, calm_from_ms, injected_ms, healing_ms, ended_ms } = record;
  const fault = { from_ms: injected_ms, to_ms: healing_ms };
  const rejoin = { from_ms: healing_ms, to_ms: ended_ms };
  const workers = Object.keys(hosts).map(Number);
  const times = acknowledgedBy(operations);
  const gapsOf = (window: typeof fault, isWanted: (host: string) => boolean) =>
    Object.entries(hosts)
      .filter(([, host]) => isWanted(host))
      .map(([worker]) => lengthOf(longestGap(times.get(Number(worker)) ?? [], window, ended_ms)));
  // A gap that was open when the healing began belongs to the fault.
  const since = (worker: number) => (times.get(worker) ?? []).filter((time) => time >= healing_ms);
  const isVictim = (host: string) => round.victims.includes(host);
  const calm = gapBetween(operations, workers, calm_from_ms, injected_ms);
  const within = (time: number | null) => time !== null && time >= calm_from_ms && time < ended_ms;
  return {
    acknowledged: operations.filter((operation) => within(operation.acknowledged_ms)).length,
    ambiguous: operations
      .flatMap(({ attempts }) => attempts)
      .filter(({ outcome, ended_ms: time }) => outcome === 'ambiguous' && within(time)).length,
    survivor_gaps_ms: gapsOf(fault, (host) => !isVictim(host)),
    victim_gaps_ms: gapsOf(fault, isVictim),
    calm_gap_ms: calm,
    is_calm: calm !== null && calm <= barMs * CALM_SHARE,
    ...membershipOf(record, samples),
    bf_aborts: abortsOn(record, samples),
    rejoin_ms: record.whole_ms - healing_ms,
    inconsistent: inconsistentIn(record, samples),
    rejoin_gap_ms: Math.max(
      0,
      ...workers.map((worker) => lengthOf(longestGap(since(worker), rejoin, ended_ms))),
    ),
  };
}

/** When the rows of each client were acknowledged, in ascending order, by its number. */
type Acknowledged = ReadonlyMap<number, readonly number[]>;

function acknowledgedBy(operations: readonly Operation[]): Acknowledged {
  const times = new Map<number, number[]>();
  for (const { worker, acknowledged_ms: time } of operations) {
    if (time === null) continue;
    const own = times.get(worker);
    if (own === undefined) times.set(worker, [time]);
    else own.push(time);
  }
  for (const own of times.values()) own.sort((left, right) => left - right);
  return times;
}

/** The longest gap of any client between two times; what reaches over them is cut off there. */
export function gapBetween(
  operations: readonly Operation[],
  workers: readonly number[],
  from: number,
  to: number,
): number | null {
  const within = operations.filter(({ acknowledged_ms: time }) => time !== null && time >= from && time < to);
  const times = acknowledgedBy(within);
  const gaps = workers.map((worker) =>
    lengthOf(longestGap([from, ...(times.get(worker) ?? [])], { from_ms: from, to_ms: to }, to)),
  );
  return gaps.length === 0 ? null : Math.max(...gaps);
}

function inconsistentIn({ injected_ms, ended_ms }: RoundTimes, samples: readonly Sample[]): string[] {
  const seen = samples.filter(
    (sample) =>
      sample.answers &&
      isInconsistent({ localState: sample.state }) &&
      sample.ms >= injected_ms &&
      sample.ms < ended_ms,
  );
  return [...new Set(seen.map(({ member }) => member))];
}

function abortsOn({ round, calm_from_ms, ended_ms }: RoundRecord, samples: readonly Sample[]): number {
  const counts = round.victims.map((victim) => {
    const seen = samples.flatMap((sample) =>
      sample.member === victim && sample.answers && sample.ms >= calm_from_ms && sample.ms <= ended_ms
        ? [sample.bf_aborts]
        : [],
    );
    return Math.max(0, (seen.at(-1) ?? 0) - (seen[0] ?? 0));
  });
  return counts.reduce((sum, count) => sum + count, 0);
}

function membershipOf(
  { round, injected_ms, healing_ms, ended_ms, calm_from_ms }: RoundRecord,
  samples: readonly Sample[],
): Pick<RoundResult, 'detect_ms' | 'membership'> {
  const isVictim = ({ member }: Sample) => round.victims.includes(member);
  const before = samples.find(
    (sample) => sample.ms >= calm_from_ms && sample.ms < injected_ms && sample.answers && !isVictim(sample),
  );
  const confId = before?.answers === true ? before.conf_id : undefined;
  const dropped = samples.find(
    (sample) =>
      sample.ms >= injected_ms &&
      sample.ms < ended_ms &&
      !isVictim(sample) &&
      sample.answers &&
      (!sample.is_primary || (confId !== undefined && sample.conf_id !== confId)),
  );
  if (round.fault.victims === 'all') return { detect_ms: null, membership: 'lost' };
  if (round.fault.victims === 'each')
    return { detect_ms: null, membership: membershipInTurn(samples, injected_ms, ended_ms) };
  if (dropped?.answers !== true) return { detect_ms: null, membership: 'kept' };
  // Of two victims the second can take the majority with it.
  const isLost = samples.some(
    (sample) =>
      sample.ms >= dropped.ms &&
      sample.ms < healing_ms &&
      !isVictim(sample) &&
      sample.answers &&
      !sample.is_primary,
  );
  const membership = isLost || !dropped.is_primary ? 'lost' : 'dropped';
  return { detect_ms: dropped.ms - injected_ms, membership };
}

/** Lost if at any moment no member's newest sample was of a primary component. */
function membershipInTurn(samples: readonly Sample[], from: number, to: number): 'kept' | 'dropped' | 'lost' {
  const newest = new Map<string, Sample>();
  let hasLeft = false;
  for (const sample of samples.filter(({ ms }) => ms < to).toSorted((left, right) => left.ms - right.ms)) {
    newest.set(sample.member, sample);
    if (sample.ms < from) continue;
    hasLeft ||= !sample.answers || !sample.is_primary;
    if ([...newest.values()].every((each) => !each.answers || !each.is_primary)) return 'lost';
  }
  return hasLeft ? 'dropped' : 'kept';
}

/** `1.27 s / 1.31 s`, the median and the greatest; `-` for none. */
export function describeGaps(gaps: readonly number[]): string {
  const median = medianOf(gaps);
  if (median === null) return '-';
  return `${formatMs(median)} / ${formatMs(Math.max(...gaps))}`;
}

/** `27 ms`, `1.31 s`. */
export function formatMs(milliseconds: number): string {
  return milliseconds < 1000 ? `${Math.round(milliseconds)} ms` : `${(milliseconds / 1000).toFixed(2)} s`;
}
