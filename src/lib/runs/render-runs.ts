import type { Style, TextView } from '../core/command.ts';
import { pendingSteps, type Plan } from '../core/plan.ts';
import { formatSeconds } from '../core/units.ts';
import type { RunFailure } from '../infra/run-record/run-record.ts';
import type { PruneStep } from './plan-prune.ts';
import type { FoundRun } from './read-runs.ts';
import type { RunState } from './run-state.ts';

/** A run as it is in `runs list --json`. */
export function summarise({ run, record, state }: FoundRun) {
  if (record === null) return { run, state };
  const { command, started_at, elapsed_seconds, exit_code, error } = record;
  const error_code = error?.code ?? null;
  return {
    run,
    state,
    command,
    started_at,
    elapsed_seconds,
    exit_code,
    error_code,
    errno: error?.errno ?? null,
  };
}

export function renderRuns(runs: readonly FoundRun[], view: TextView): string {
  if (runs.length === 0) return 'no runs';
  const rows = runs.map(({ run, record, state }) => [
    run,
    record?.command ?? '-',
    paintState(state, view.style),
    record?.elapsed_seconds == null ? '-' : formatSeconds(record.elapsed_seconds),
    record?.exit_code == null ? '-' : String(record.exit_code),
    errorCell(record?.error),
  ]);
  return view.table(['RUN', 'COMMAND', 'STATE', 'TIME', 'EXIT', 'ERROR'], rows, { drop: ['TIME', 'EXIT'] });
}

/** Everything that the record says, one fact a line. */
export function renderRun({ run, record, state, log, otherFiles }: FoundRun, view: TextView): string {
  if (record === null) return `${run}: its record cannot be read\nlog: ${log ?? 'none'}`;
  const facts: [string, string | null | undefined][] = [
    ['run', run],
    ['command', `aether ${record.argv.join(' ')}`],
    ['state', paintState(state, view.style)],
    ['started', `${record.started_at} by ${record.os_user} on ${record.machine}, pid ${record.process.pid}`],
    ['finished', endOf(record.finished_at, record.elapsed_seconds)],
    ['exit code', record.exit_code === null ? null : String(record.exit_code)],
    ['directory', record.cwd],
    ['environment', record.environment_files.join(', ')],
    ['files', otherFiles.join(', ')],
    ['log', log],
  ];
  const lines = facts.flatMap(([name, fact]) => (fact ? [`${name.padEnd(11)}  ${fact}`] : []));
  return [...lines, ...(record.error === null ? [] : failureLines(record.error, view.style))].join('\n');
}

/** What `runs prune` answers. */
export interface Pruned {
  readonly removed: readonly string[];
  readonly kept: readonly { readonly run: string; readonly why: string }[];
}

export function describePruned(plan: Plan<PruneStep>): Pruned {
  const kept = plan.steps.filter(({ action }) => action === 'keep');
  return {
    removed: pendingSteps(plan).map(({ subject }) => subject),
    kept: kept.map(({ subject, why = '' }) => ({ run: subject, why })),
  };
}

export function renderPruned({ removed, kept }: Pruned): string {
  return [
    `${removed.length} ${removed.length === 1 ? 'run' : 'runs'} removed, ${kept.length} kept`,
    ...kept.map(({ run, why }) => `  ${run}: ${why}`),
  ].join('\n');
}

function endOf(finishedAt: string | null, elapsedSeconds: number | null): string | null {
  if (finishedAt === null || elapsedSeconds === null) return null;
  return `${finishedAt}, after ${formatSeconds(elapsedSeconds)}`;
}

function errorCell(error: RunFailure | null | undefined): string {
  if (error === null || error === undefined) return '';
  return error.errno === null ? error.code : `${error.code} (${error.errno})`;
}

function failureLines(error: RunFailure, style: Style): string[] {
  const { host, errno, sql_state, statement, location } = error;
  const server = [
    host,
    errno === null ? null : `error ${errno}`,
    sql_state === null ? null : `SQLSTATE ${sql_state}`,
  ];
  const facts: [string, string | null][] = [
    ['server', server.filter((part) => part !== null).join(', ')],
    ['at', location === null ? null : `${location.file}:${location.line}:${location.column}`],
    ['statement', statement],
    ...error.causes.map(({ message }): [string, string] => ['cause', message]),
    ['try', error.hint],
  ];
  return [
    '',
    `${style.bad(`error[${error.code}]`)}: ${error.message}`,
    ...facts.flatMap(([name, fact]) => (fact ? [`  ${name}: ${fact}`] : [])),
  ];
}

function paintState(state: RunState, style: Style): string {
  if (state === 'failed' || state === 'killed') return style.bad(state);
  return state === 'finished' ? style.good(state) : style.warn(state);
}
