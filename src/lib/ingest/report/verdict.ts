import { formatCount, formatNumberOf } from '../../core/units.ts';
import { type FileReport, hasMissing, type IngestReport } from './ingest-report.ts';

/** One sentence that says how the run ended: `2 of 14 files loaded, 12 over budget`. */
export function verdict({ files, preview }: IngestReport): string {
  const count = (...results: FileReport['result'][]) =>
    files.filter(({ result }) => results.includes(result)).length;
  const done = preview === null ? count('loaded', 'resumed', 'corrected', 'checked') : count('checked');
  const word = count('checked') > 0 || preview !== null ? 'checked' : 'loaded';
  const parts = [`${formatCount(done)} of ${formatNumberOf(files.length, 'file')} ${word}`];
  const known = count('unchanged');
  if (known > 0) parts.push(`${formatCount(known)} already loaded`);
  const missing = count('missing');
  if (missing > 0) parts.push(`${formatNumberOf(missing, 'file')} whose rows are missing`);
  const over = count('over_budget', 'stopped');
  if (over > 0) parts.push(`${formatCount(over)} over budget`);
  const unjudged = count('not_judged');
  if (unjudged > 0) parts.push(`${formatCount(unjudged)} not judged`);
  const rejected = files.reduce((sum, file) => sum + file.rejected, 0);
  if (rejected > 0) parts.push(`${formatNumberOf(rejected, 'record')} rejected`);
  return parts.join(', ');
}

/**
 * What to type next: a replay for each file whose rejects were written, what a file over its budget needs, and what one
 * needs that was not judged without a file of an earlier run.
 */
export function nextCommands(source: string, report: IngestReport, overBudget: boolean): string[] {
  const replays = report.files
    .filter(
      ({ rejectsFile, result }) => rejectsFile !== null && result !== 'over_budget' && result !== 'stopped',
    )
    .map(
      ({ rejectsFile }) => `correct ${rejectsFile}, then: aether ingest ${source} --replay ${rejectsFile}`,
    );
  const missing = hasMissing(report)
    ? ['to load the files again whose rows are missing, run the same command with --force']
    : [];
  if (overBudget) {
    const again =
      'correct the records where they are in the files and run the same command again, or raise --max-rejects';
    return [...replays, ...missing, again];
  }
  const wanted = [...new Set(report.files.flatMap((file) => file.waitsFor))];
  const load = wanted.map((name) => `load ${name}: the files that wait for it are judged then`);
  return [...replays, ...missing, ...load];
}
