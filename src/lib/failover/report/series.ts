import type { Sample } from '../observe/observer.ts';
import type { DrillReport } from '../run-drill.ts';

/** One client over time; a value for every bin, in order. */
export interface ClientSeries {
  readonly worker: number;
  /** Acknowledgements per second. */
  readonly rate: readonly number[];
  /** The slowest acknowledgement of the bin, in milliseconds; null if there was none. */
  readonly slowest_ms: readonly (number | null)[];
}

/** How a member was from one time to another. `held up`: flow control. */
export interface LaneSegment {
  readonly from_ms: number;
  readonly to_ms: number;
  readonly state: 'synced' | 'held up' | 'joining' | 'non-primary' | 'no answer';
}

export interface Lane {
  readonly member: string;
  readonly segments: readonly LaneSegment[];
  /** When a look saw another view than the one before. */
  readonly views: readonly { readonly at_ms: number; readonly size: number }[];
}

export interface FaultBar {
  readonly label: string;
  readonly injected_ms: number;
  readonly healing_ms: number;
  readonly whole_ms: number;
}

/** What the pictures of a report show; milliseconds from the beginning of the drill. */
export interface ReportSeries {
  readonly length_ms: number;
  readonly bin_ms: number;
  readonly clients: readonly ClientSeries[];
  readonly lanes: readonly Lane[];
  readonly faults: readonly FaultBar[];
}

/** More bins than a picture has points help nobody. */
const BINS = 400;
const SHORTEST_BIN_MS = 250;

/** Pure. */
export function seriesOf({ drill, rounds, operations, samples, from_ms, to_ms }: DrillReport): ReportSeries {
  const length_ms = Math.max(1, to_ms - from_ms);
  const bin_ms = Math.max(SHORTEST_BIN_MS, length_ms / BINS);
  const workers = [...new Set(operations.map(({ worker }) => worker))].toSorted((a, b) => a - b);
  return {
    length_ms,
    bin_ms,
    clients: workers.map((worker) => {
      const own = operations.filter((operation) => operation.worker === worker);
      return clientSeries(worker, own, { from_ms, bin_ms, bins: Math.ceil(length_ms / bin_ms) });
    }),
    lanes: drill.members.map((member) =>
      laneOf(
        member,
        samples.filter((sample) => sample.member === member),
        from_ms,
      ),
    ),
    faults: rounds.map(({ round, injected_ms, healing_ms, whole_ms }) => ({
      label: `${round.fault.name} ${round.victims.length === 1 ? (round.victims[0] ?? '') : 'all'}`,
      injected_ms: injected_ms - from_ms,
      healing_ms: healing_ms - from_ms,
      whole_ms: whole_ms - from_ms,
    })),
  };
}

function clientSeries(
  worker: number,
  operations: DrillReport['operations'],
  { from_ms, bin_ms, bins }: { readonly from_ms: number; readonly bin_ms: number; readonly bins: number },
): ClientSeries {
  const counts = Array.from({ length: bins }, () => 0);
  const slowest: (number | null)[] = Array.from({ length: bins }, () => null);
  for (const { acknowledged_ms, attempts } of operations) {
    const bin = acknowledged_ms === null ? -1 : Math.floor((acknowledged_ms - from_ms) / bin_ms);
    if (acknowledged_ms === null || bin < 0 || bin >= bins) continue;
    counts[bin] = (counts[bin] ?? 0) + 1;
    slowest[bin] = Math.max(slowest[bin] ?? 0, acknowledged_ms - (attempts[0]?.sent_ms ?? acknowledged_ms));
  }
  return { worker, rate: counts.map((count) => (count * 1000) / bin_ms), slowest_ms: slowest };
}

/** Looks in a row that say the same are one segment. */
function laneOf(member: string, samples: readonly Sample[], from_ms: number): Lane {
  const segments: LaneSegment[] = [];
  const views: { at_ms: number; size: number }[] = [];
  let confId: number | undefined;
  for (const sample of samples) {
    const at_ms = sample.ms - from_ms;
    const state = stateOf(sample);
    const last = segments.at(-1);
    const from = last?.to_ms ?? at_ms;
    if (last?.state === state) segments[segments.length - 1] = { ...last, to_ms: at_ms };
    else segments.push({ from_ms: from, to_ms: at_ms, state });
    if (!sample.answers) continue;
    if (confId !== undefined && sample.conf_id !== confId) views.push({ at_ms, size: sample.size });
    confId = sample.conf_id;
  }
  return { member, segments, views };
}

function stateOf(sample: Sample): LaneSegment['state'] {
  if (!sample.answers) return 'no answer';
  if (!sample.is_primary) return 'non-primary';
  if (sample.state !== 'Synced') return 'joining';
  return sample.flow_control_active ? 'held up' : 'synced';
}
