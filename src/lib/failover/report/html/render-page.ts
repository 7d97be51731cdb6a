import { formatCount } from '../../../core/units.ts';
import { describeGaps, formatMs } from '../../measure/round-result.ts';
import type { DrillReport } from '../../run-drill.ts';
import { measureRounds, type MeasuredRound } from '../drill-document.ts';
import { exitCodeOf, remarksOn, verdictText, wrongLines } from '../render-drill.ts';
import { seriesOf } from '../series.ts';
import { escapeText, htmlTable } from './markup.ts';
import { PAGE_STYLE } from './page-style.ts';
import { laneChart, timeChart } from './time-chart.ts';

const CLASSES = { 0: 'passed', 1: 'failed', 2: 'not-proven' } as const;

/** The report as one page that needs nothing else: no script, no network. Pure. */
export function renderPage(report: DrillReport): string {
  const { drill } = report;
  const measured = measureRounds(report);
  const title = `Failover test of ${drill.environment}`;
  return [
    '<!doctype html>',
    '<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">',
    `<title>${escapeText(title)}</title><style>${PAGE_STYLE}</style></head><body>`,
    `<h1>${escapeText(title)}</h1>`,
    `<p class="dim">${escapeText(`${report.started_at}, run ${drill.context.runId}`)}</p>`,
    `<p class="verdict ${CLASSES[exitCodeOf(report)]}">${escapeText(verdictText(report))}</p>`,
    ...paragraphs('wrong', wrongLines(report)),
    ...paragraphs('remark', measured.flatMap(remarksOn)),
    '<h2>Rounds</h2>',
    roundsTable(measured),
    '<h2>Over time</h2>',
    ...pictures(report),
    '<h2>Where and how</h2>',
    surroundings(report),
    '</body></html>',
    '',
  ].join('\n');
}

function paragraphs(kind: string, lines: readonly string[]): string[] {
  return lines.map((line) => `<p class="${kind}">${escapeText(line)}</p>`);
}

function roundsTable(measured: readonly MeasuredRound[]): string {
  const head = [
    'Fault',
    'Victim',
    'Writer on',
    'Acked',
    'Lost',
    'Ambiguous',
    'Calm gap',
    'Gap survivors p50 / max',
    "Gap victim's p50 / max",
    'Detected',
    'Rejoined',
    'Gap of the rejoin',
  ];
  const or = (time: number | null) => (time === null ? '-' : formatMs(time));
  const rows = measured.map(({ record: { round, hosts }, result, lost }) => [
    round.fault.name,
    round.victims.join(', '),
    [...new Set(Object.values(hosts))].join(', '),
    formatCount(result.acknowledged),
    formatCount(lost.length),
    formatCount(result.ambiguous),
    `${or(result.calm_gap_ms)}${result.is_calm ? '' : ' (void)'}`,
    describeGaps(result.survivor_gaps_ms),
    describeGaps(result.victim_gaps_ms),
    or(result.detect_ms),
    formatMs(result.rejoin_ms),
    formatMs(result.rejoin_gap_ms),
  ]);
  return htmlTable(head, rows);
}

function pictures(report: DrillReport): string[] {
  const series = seriesOf(report);
  const nameOf = (worker: number) => `client ${worker}`;
  return [
    timeChart(
      'Acknowledged rows per second, one line per client. Red: the fault is in force; yellow: healing',
      series.clients.map(({ worker, rate }) => ({ name: nameOf(worker), values: rate })),
      series,
      (value) => value.toFixed(0),
    ),
    timeChart(
      'Slowest acknowledgement, one line per client',
      series.clients.map(({ worker, slowest_ms }) => ({ name: nameOf(worker), values: slowest_ms })),
      series,
      formatMs,
    ),
    laneChart(
      'Members. Green: Synced; yellow: joining or donor; violet: flow control; red: not Primary; grey: no answer; strokes: view changes',
      series,
    ),
  ];
}

function surroundings({ drill, samples, from_ms, to_ms, journal, kept }: DrillReport): string {
  const { members, replicas, versions, request, context, profile, plan } = drill;
  const seconds = Math.max(1, to_ms - from_ms) / 1000;
  const rows = [
    ['Command', ['aether', ...context.argv].join(' ')],
    ['Plan', plan.title],
    ['Servers', [...members, ...replicas].map((name) => `${name} ${versions[name] ?? ''}`).join(', ')],
    ['Timers', profile],
    [
      'Writers',
      `${drill.workload.name}: ${request.writers}, ${request.rate} rows per second, ${request.multiWriter ? 'on every member' : 'on one member'}`,
    ],
    ['Looks at members', `${(samples.length / members.length / seconds).toFixed(1)} per second and member`],
    ['Claim', 'process crash: pages that were written survive a SIGKILL; a power cut is another test'],
    ['Journal', journal],
    ['Database', kept ?? 'dropped'],
  ];
  return htmlTable(['', ''], rows);
}
