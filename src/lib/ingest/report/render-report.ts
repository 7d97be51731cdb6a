import { dirname, sep } from 'node:path';
import type { TextView } from '../../core/command.ts';
import { formatBytes, formatCount, formatSeconds } from '../../core/units.ts';
import type { FileReport, IngestReport } from './ingest-report.ts';
import { describePreview } from './step-preview.ts';
import { verdict } from './verdict.ts';

/** The summary of a run: files, what the rules found, and what changed in the tables. */
export function renderReport(
  report: IngestReport,
  view: TextView,
  show: { readonly sql: boolean } = { sql: false },
): string {
  const parts = [
    renderFiles(report.files, view),
    renderRules(report, view),
    renderPreview(report, view, show),
    renderTargets(report, view),
  ];
  const bytes = report.files.reduce((sum, file) => sum + file.bytes, 0);
  const closing = `${verdict(report)}; ${formatBytes(bytes)} in ${formatSeconds(report.elapsedSeconds)}`;
  return [...parts.filter((part) => part !== ''), view.style.dim(closing)].join('\n\n');
}

/** Results of files that no step has seen, or not to its end. */
const UNSEEN: ReadonlySet<FileReport['result']> = new Set(['over_budget', 'not_judged']);

/** More lines than this push the files and the verdict off the screen. */
const MOST_RULES = 20;

function renderFiles(files: readonly FileReport[], view: TextView): string {
  const rows = files.map((file) => [
    file.fileKey,
    paintResult(file, view),
    formatBytes(file.bytes),
    formatCount(file.parsed),
    formatCount(file.accepted),
    formatCount(file.rejected),
    formatCount(file.discarded),
  ]);
  const counts = ['PARSED', 'ACCEPTED', 'REJECTED', 'DISCARDED'];
  const table = view.table(['FILE', 'RESULT', 'SIZE', ...counts], rows, { drop: ['SIZE', 'PARSED'] });
  return [table, ...rejectLines(files)].join('\n');
}

/** Where the rejects are: the directory, as all files of a run are in one. */
function rejectLines(files: readonly FileReport[]): string[] {
  const found = files.flatMap(({ rejectsFile }) => rejectsFile ?? []);
  const directories = [...new Set(found.map((file) => dirname(file)))];
  if (found.length === 1) return [`rejects in ${found[0]}`];
  return directories.map((directory) => `rejects in ${directory}${sep}`);
}

function paintResult(file: FileReport, { style }: TextView): string {
  if (file.result === 'over_budget') return style.bad('over budget, nothing loaded');
  if (file.result === 'not_judged') return style.bad(`not judged: ${file.waitsFor.join(', ')} not loaded`);
  if (file.result === 'stopped') return style.bad('over budget, stopped');
  if (file.result === 'missing') return style.bad('rows missing');
  return file.result === 'unchanged' ? style.dim('already loaded') : style.good(file.result);
}

function renderRules(report: IngestReport, view: TextView): string {
  const paint = { reject: view.style.bad, discard: view.style.dim, warn: view.style.warn };
  const rows = report.files.flatMap((file) =>
    file.rules.map((rule) => [
      file.fileKey,
      rule.rule,
      rule.column ?? '',
      paint[rule.action](rule.action),
      formatCount(rule.count),
      rule.firstLine === 0 ? file.path : `${file.path}:${rule.firstLine}`,
    ]),
  );
  const waiting = report.checks.filter((check) => check.action === 'wait' && check.count > 0);
  for (const check of waiting) rows.push([check.file, check.rule, '', 'wait', formatCount(check.count), '']);
  for (const { file, rule, waitsFor, verdict } of report.checks) {
    // Of a file that was not judged at all its result says so.
    const isOfFile = report.files.some(({ fileKey, result }) => fileKey === file && UNSEEN.has(result));
    if (verdict === 'not_judged' && !isOfFile)
      rows.push([file, rule, '', 'not judged', '', `without ${waitsFor.join(', ')}`]);
  }
  if (rows.length === 0) return '';
  const table = view.table(
    ['FILE', 'RULE', 'COLUMN', 'ACTION', 'COUNT', 'FIRST AT'],
    rows.slice(0, MOST_RULES),
    { drop: ['COLUMN'] },
  );
  const left = rows.length - MOST_RULES;
  return left > 0 ? `${table}\n${view.style.dim(`and ${left} more; --json has them all`)}` : table;
}

function renderTargets(report: IngestReport, view: TextView): string {
  if (report.targets.length === 0) return '';
  const rows = report.targets.map((target) => [
    target.target,
    formatCount(target.inserted),
    formatCount(target.updated),
    formatCount(target.unchanged),
  ]);
  return view.table(['TABLE', 'INSERTED', 'UPDATED', 'UNCHANGED'], rows);
}

function renderPreview(
  { preview }: IngestReport,
  { style }: TextView,
  show: { readonly sql: boolean },
): string {
  if (preview === null || preview.length === 0) return '';
  const steps = preview.map(({ step, statements, stagedRecords, rowsNow }) => {
    const counts = describePreview({ stagedRecords, rowsNow });
    if (!show.sql) return `${style.strong(step)}: ${counts}`;
    const sql = statements.map((statement) => `${statement.trim()};`.replaceAll(/^/gm, '    '));
    return [`${style.strong(step)}: ${counts}`, ...sql.map((text) => style.dim(text))].join('\n');
  });
  const hint = show.sql ? [] : [style.dim('--sql shows their statements')];
  return [style.strong('Steps that would follow'), ...steps, ...hint].join('\n');
}
