import { formatServerAddress } from '../../core/server-address.ts';
import type { ReadResult } from '../client/elsewhere-reader.ts';
import { nameOf } from '../client/operation.ts';
import type { Finding } from '../verdict/judge-history.ts';
import { measureRound, type RoundRecord, type RoundResult } from '../measure/round-result.ts';
import type { DrillReport } from '../run-drill.ts';

/** One round with its figures. */
export interface MeasuredRound {
  readonly record: RoundRecord;
  readonly result: RoundResult;
  readonly lost: readonly Finding[];
  readonly bar_ms: number;
}

/** The figures of every round; a lost row belongs to the round in which it was acknowledged. */
export function measureRounds({ drill, rounds, operations, samples, verdict }: DrillReport): MeasuredRound[] {
  return rounds.map((record) => {
    const bar_ms = record.round.fault.expected.gap_seconds[drill.profile] * 1000;
    const isHere = ({ acknowledged_ms: time }: Finding) =>
      time !== null && time >= record.calm_from_ms && time < record.ended_ms;
    return {
      record,
      result: measureRound(record, operations, samples, bar_ms),
      lost: verdict.lost.filter(isHere),
      bar_ms,
    };
  });
}

/** The report for `--json`, and beside the HTML. Times in milliseconds of the drill's clock, from its beginning. */
export function drillDocument(report: DrillReport): object {
  const { drill, verdict, started_at, from_ms } = report;
  const { members, replicas, versions, environment, profile, context } = drill;
  const measured = measureRounds(report);
  const since = (time: number | null) => (time === null ? null : Math.round(time - from_ms));
  const findings = (list: readonly Finding[]) =>
    list.map((finding) => ({
      id: finding.id,
      server: finding.member,
      acknowledged_ms: since(finding.acknowledged_ms),
      seconds_since_fault: secondsSinceFault(finding, report.rounds),
    }));
  const reads = (list: readonly ReadResult[]) =>
    list.map((read) => ({ id: nameOf(read), server: read.member, read_ms: since(read.ms), seen: read.seen }));
  return {
    dry_run: false,
    verdict: {
      result: verdict.result,
      claim: 'process crash: pages that were written survive it, a power cut is another test',
      acknowledged: verdict.acknowledged,
      ambiguous: verdict.ambiguous,
      resolved: verdict.resolved,
      lost: findings(verdict.lost),
      duplicated: findings(verdict.duplicated),
      impossible: findings(verdict.impossible),
      diverged: findings(verdict.diverged),
      gtids_diverged: verdict.gtids_diverged,
      reads: {
        ...verdict.reads,
        stale: reads(verdict.reads.stale),
        impossible: reads(verdict.reads.impossible),
      },
      wrong: verdict.wrong,
      tables: verdict.tables,
      open: verdict.open,
      unproven: verdict.unproven,
      servers: verdict.servers,
    },
    control: report.control,
    rounds: measured.map(({ record, result, lost, bar_ms }) => ({
      fault: record.round.fault.name,
      victims: record.round.victims,
      home: record.round.home,
      evidence: record.evidence,
      calm_from_ms: since(record.calm_from_ms),
      injected_ms: since(record.injected_ms),
      healing_ms: since(record.healing_ms),
      whole_ms: since(record.whole_ms),
      ended_ms: since(record.ended_ms),
      lost: lost.length,
      gap_bar_ms: bar_ms,
      expected_membership: record.round.fault.expected.membership,
      ...result,
    })),
    not_possible: drill.plan.steps
      .filter(({ round, action }) => round !== null && action === 'keep')
      .map(({ round, why }) => ({ fault: round?.fault.name, victims: round?.victims, problem: why })),
    environment: {
      name: environment,
      members,
      replicas,
      versions,
      profile,
      command: ['aether', ...context.argv].join(' '),
      run: context.runId,
      started_at,
    },
    request: requestOf(drill),
    samples_per_second: samplesPerSecond(report),
    journal: report.journal,
    kept_database: report.kept,
  };
}

/** What was asked for. */
function requestOf({ request, workload }: DrillReport['drill']): object {
  return {
    faults: request.faults ?? null,
    control: request.control,
    repeat: request.soak === undefined ? request.repeat : null,
    soak_seconds: request.soak?.seconds ?? null,
    seed: request.soak?.seed ?? null,
    workload: workload.name,
    writers: request.writers,
    rows_per_second: request.rate,
    multi_writer: request.multiWriter,
    endpoint: request.endpoint === undefined ? null : formatServerAddress(request.endpoint),
  };
}

/** From the beginning of the latest fault before the acknowledgement; null if there was none. */
export function secondsSinceFault(
  { acknowledged_ms: time }: Finding,
  rounds: readonly RoundRecord[],
): number | null {
  if (time === null) return null;
  const fault = rounds.findLast(({ injected_ms }) => injected_ms <= time);
  return fault === undefined ? null : (time - fault.injected_ms) / 1000;
}

/** Of one member, while it answered or not. */
function samplesPerSecond({ samples, from_ms, to_ms, drill }: DrillReport): number {
  const seconds = (to_ms - from_ms) / 1000;
  return seconds <= 0 ? 0 : samples.length / drill.members.length / seconds;
}
