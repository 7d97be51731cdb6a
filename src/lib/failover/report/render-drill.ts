import type { TextView } from '../../core/command.ts';
import { formatCount, formatNumberOf } from '../../core/units.ts';
import { LEFT_INCONSISTENT } from '../../infra/mariadb/galera/member-report.ts';
import { describeGaps, formatMs } from '../measure/round-result.ts';
import type { DrillReport } from '../run-drill.ts';
import type { ReadResult } from '../client/elsewhere-reader.ts';
import { nameOf } from '../client/operation.ts';
import type { Finding } from '../verdict/judge-history.ts';
import type { ReadsVerdict } from '../verdict/judge-reads.ts';
import { measureRounds, secondsSinceFault, type MeasuredRound } from './drill-document.ts';

const SURVIVORS = 'GAP survivors p50/max';
const HEAD = [
  'FAULT',
  'VICTIM',
  'ACKED',
  'LOST',
  'AMBIGUOUS',
  SURVIVORS,
  "GAP victim's p50/max",
  'DETECT',
  'REJOIN',
];

/** One line per fault, then what is wrong, then the verdict. */
export function renderDrill(report: DrillReport, view: TextView): string {
  const { drill, kept, journal } = report;
  const measured = measureRounds(report);
  const names = [...new Set(measured.map(({ record }) => record.round.fault.name))];
  const rows = names.map((name) =>
    faultRow(measured.filter(({ record }) => record.round.fault.name === name)),
  );
  const skipped = drill.plan.steps.filter(({ round, action }) => round !== null && action === 'keep');
  return [
    view.table(headOf(drill), rows, { drop: ['AMBIGUOUS', 'DETECT', 'REJOIN'] }),
    '',
    ...measured.flatMap((round) => remarksOn(round).map((remark) => view.style.warn(remark))),
    ...skipped.map(({ round, why }) => view.style.warn(`not run: ${round?.fault.name ?? ''}: ${why ?? ''}`)),
    ...wrongLines(report).map((line) => view.style.bad(line)),
    verdictLine(report, view),
    ...(kept === null ? [] : [`kept for a closer look: the database ${kept}, and ${journal}`]),
  ].join('\n');
}

/** Which member serves a client is known to the endpoint alone. */
function headOf({ request }: DrillReport['drill']): string[] {
  return HEAD.map((title) =>
    title === SURVIVORS && request.endpoint !== undefined ? 'GAP at the endpoint p50/max' : title,
  );
}

function faultRow(rounds: readonly MeasuredRound[]): string[] {
  const sum = (figure: (round: MeasuredRound) => number) =>
    formatCount(rounds.reduce((total, round) => total + figure(round), 0));
  // Of a machine that was not calm, the gaps say nothing about the cluster.
  const gaps = (figure: (round: MeasuredRound) => readonly number[]) => describeGaps(rounds.flatMap(figure));
  const longest = (times: readonly number[]) => (times.length === 0 ? '-' : formatMs(Math.max(...times)));
  return [
    rounds[0]?.record.round.fault.name ?? '',
    [...new Set(rounds.flatMap(({ record }) => record.round.victims))].join(', '),
    sum(({ result }) => result.acknowledged),
    sum(({ lost }) => lost.length),
    sum(({ result }) => result.ambiguous),
    gaps(({ result }) => result.survivor_gaps_ms),
    gaps(({ result }) => result.victim_gaps_ms),
    longest(rounds.map(({ result }) => result.detect_ms).filter((time) => time !== null)),
    longest(rounds.map(({ result }) => result.rejoin_ms)),
  ];
}

/** What of a round is not as expected, though nothing is lost. */
export function remarksOn({ record, result, bar_ms }: MeasuredRound): string[] {
  const { fault, victims } = record.round;
  const name = `${fault.name} of ${victims.join(', ')}`;
  const longest = Math.max(0, ...result.survivor_gaps_ms);
  const remarks: string[] = [];
  if (!result.is_calm) {
    const calm =
      result.calm_gap_ms === null ? 'nothing was written' : `a gap of ${formatMs(result.calm_gap_ms)}`;
    remarks.push(
      `${name}: its gaps are void: ${calm} before the fault: too busy, or too few rows, to measure`,
    );
  } else if (longest > bar_ms) {
    remarks.push(`${name}: clients waited ${formatMs(longest)}, more than ${formatMs(bar_ms)}`);
  }
  const { membership: expected } = fault.expected;
  if (result.membership !== expected) {
    remarks.push(`${name}: the membership was ${result.membership}, expected ${expected}`);
  }
  for (const member of result.inconsistent)
    remarks.push(`${name}: ${member} rejoined by SST, expected IST: it ${LEFT_INCONSISTENT}`);
  if (fault.expected.aborts === true && result.bf_aborts === 0)
    remarks.push(`${name}: no session was aborted, expected a BF abort`);
  return remarks;
}

/** As many as a person reads; the journal and the JSON have all. */
const SHOWN = 10;

/** Every class with its ids, the server, and the seconds since the fault. */
export function wrongLines({ verdict, rounds }: DrillReport): string[] {
  const classes: [string, readonly Finding[]][] = [
    ['lost', verdict.lost],
    ['duplicated', verdict.duplicated],
    ['impossible', verdict.impossible],
    ['diverged', verdict.diverged],
  ];
  const rows = classes.flatMap(([name, findings]) => {
    const shown = findings.slice(0, SHOWN).map((finding) => {
      const seconds = secondsSinceFault(finding, rounds);
      const when = seconds === null ? '' : `, acknowledged ${seconds.toFixed(2)} s after the fault began`;
      return `${name}: row ${finding.id} on ${finding.member}${when}`;
    });
    const rest = findings.length - shown.length;
    return rest > 0 ? [...shown, `${name}: ${formatCount(rest)} more in the JSON report`] : shown;
  });
  const reads = [
    ...readLines('stale read', verdict.reads.stale),
    ...readLines('impossible read', verdict.reads.impossible),
  ];
  const gtids = verdict.gtids_diverged.map(
    ({ member, problem }) => `diverged: the GTIDs of ${member}: ${problem}`,
  );
  const tables = (verdict.tables?.differences ?? [])
    .slice(0, SHOWN)
    .map(({ member, what, problem }) => `diverged: ${what} on ${member}: ${problem}`);
  const wrong = verdict.wrong.slice(0, SHOWN).map((line) => `impossible: ${line}`);
  return [
    ...rows,
    ...reads,
    ...wrong,
    ...tables,
    ...gtids,
    ...verdict.unproven.map((reason) => `not proven: ${reason}`),
  ];
}

function readLines(name: string, reads: readonly ReadResult[]): string[] {
  const shown = reads
    .slice(0, SHOWN)
    .map((read) => `${name}: after row ${nameOf(read)}, on ${read.member}: ${read.seen ?? ''}`);
  const rest = reads.length - shown.length;
  return rest > 0 ? [...shown, `${name}: ${formatCount(rest)} more in the JSON report`] : shown;
}

function verdictLine(report: DrillReport, { style }: TextView): string {
  return (exitCodeOf(report) === 0 ? style.good : style.bad)(verdictText(report));
}

/** 1: something acknowledged is lost or wrong. 2: not proven, as is an instrument that does not find a loss. */
export function exitCodeOf({ verdict, control }: DrillReport): 0 | 1 | 2 {
  if (control !== null) return control.caught ? 0 : 2;
  return EXIT_CODES[verdict.result];
}

const EXIT_CODES = { passed: 0, failed: 1, 'not proven': 2 } as const;

/** The whole result in one line. */
export function verdictText({ verdict, control }: DrillReport): string {
  if (control !== null) return controlText(verdict, control);
  const { result, lost, duplicated, impossible, diverged, acknowledged, servers, gtids_diverged } = verdict;
  const { reads, wrong } = verdict;
  const unique = (findings: readonly Finding[]) => new Set(findings.map(({ id }) => id)).size;
  const counts =
    `${formatCount(unique(lost))} of ${formatCount(acknowledged)} acknowledged transactions lost, ` +
    `${formatCount(unique(duplicated))} duplicated`;
  const more =
    unique(impossible) +
    unique(diverged) +
    gtids_diverged.length +
    reads.impossible.length +
    wrong.length +
    (verdict.tables?.differences.length ?? 0);
  const rest =
    result === 'passed'
      ? `${formatNumberOf(servers.length, 'server')} equal${tablesText(verdict)}`
      : `${formatCount(more)} more wrong`;
  return `verdict (process crash): ${result}: ${counts}, ${readsText(reads)}${rest}`;
}

function tablesText({ tables }: DrillReport['verdict']): string {
  return tables === null ? '' : `, with ${formatNumberOf(tables.equal, 'table')} of all databases`;
}

function readsText({ done, stale }: ReadsVerdict): string {
  return done === 0 ? '' : `${formatCount(stale.length)} of ${formatNumberOf(done, 'read')} stale, `;
}

function controlText(
  { lost, acknowledged, reads }: DrillReport['verdict'],
  { caught, acknowledged_last_second }: NonNullable<DrillReport['control']>,
): string {
  const rows = formatCount(new Set(lost.map(({ id }) => id)).size);
  return (
    `negative control: ${caught ? 'caught' : 'not caught, so the instrument is not proven'}: ` +
    `${rows} of ${formatCount(acknowledged)} acknowledged transactions lost, ` +
    `${formatCount(acknowledged_last_second)} acknowledged in the last second before a crash, ` +
    `${formatCount(reads.stale.length)} of ${formatNumberOf(reads.done, 'read')} stale`
  );
}
