import type { RuleCount } from '../load/chunk.ts';
import type { DeliveryPreview } from './delivery-preview.ts';
import type { StepPreview } from './step-preview.ts';
import type { CheckResult } from '../transform/run-check.ts';
import type { UpsertResult } from '../transform/run-upsert.ts';

/**
 * loaded: new. resumed: an earlier run had loaded a part. corrected: what an earlier file of its name loaded stays,
 * only what is new in it was loaded. unchanged: these bytes are in already. over_budget: too many
 * rejects, nothing of it stays. missing: these bytes are in the ledger, and their rows in no table. stopped: too many
 * rejects, and what went straight into a table before stays there. not_judged: loaded, but the steps did not go through
 * it, as a file whose rows they read is not loaded.
 */
export type FileResult =
  | 'loaded'
  | 'resumed'
  | 'corrected'
  | 'unchanged'
  | 'missing'
  | 'over_budget'
  | 'stopped'
  | 'not_judged'
  | 'checked';

/** What became of one input. */
export interface FileReport {
  readonly fileKey: string;
  readonly path: string;
  readonly result: FileResult;
  readonly bytes: number;
  readonly parsed: number;
  readonly accepted: number;
  /** Without what the source discards as declared: that is `discarded`. The three add up to `parsed`. */
  readonly rejected: number;
  readonly discarded: number;
  readonly rules: readonly RuleCount[];
  /** Base names of the files that are not loaded, for want of which it was not judged. */
  readonly waitsFor: readonly string[];
  /** Where the rejected records were written for correction; null where there is none. */
  readonly rejectsFile: string | null;
  /** Of a dry run: what becomes of it, if an earlier file had its name. */
  readonly delivery?: DeliveryPreview | undefined;
}

/** What one `aether ingest` did. */
export interface IngestReport {
  readonly source: string;
  readonly files: readonly FileReport[];
  readonly checks: readonly CheckResult[];
  readonly targets: readonly UpsertResult[];
  /** Of a dry run: what the steps would do; null where no server could be asked, or where it was no dry run. */
  readonly preview: readonly StepPreview[] | null;
  readonly elapsedSeconds: number;
}

/** The answer is "no" if rows of a file are missing. */
export function hasMissing({ files }: IngestReport): boolean {
  return files.some(({ result }) => result === 'missing');
}

/** The answer is "no" if a file was over its budget. */
export function isOverBudget(report: IngestReport): boolean {
  return (
    report.files.some(({ result }) => result === 'over_budget' || result === 'stopped') ||
    // Also of files that an earlier run brought.
    [...report.checks, ...report.targets].some(({ overBudget }) => overBudget.length > 0)
  );
}

/** The answer is no, too, where a file could not be judged. */
export function isNotJudged({ files }: IngestReport): boolean {
  return files.some(({ result }) => result === 'not_judged');
}

/** Splits what was not accepted by what the source declares: records to discard are not rejects. */
export function splitRejected(
  notAccepted: number,
  rules: readonly RuleCount[],
): Pick<FileReport, 'rejected' | 'discarded'> {
  const counted = rules
    .filter(({ action }) => action === 'discard')
    .reduce((sum, { count }) => sum + count, 0);
  const discarded = Math.min(counted, notAccepted);
  return { rejected: notAccepted - discarded, discarded };
}

/** What became of a file, as `--json` has it. */
export function fileDocument(file: FileReport) {
  return {
    file: file.fileKey,
    path: file.path,
    result: file.result,
    bytes: file.bytes,
    parsed: file.parsed,
    accepted: file.accepted,
    rejected: file.rejected,
    discarded: file.discarded,
    waits_for: [...file.waitsFor],
    rejects_file: file.rejectsFile,
    rules: file.rules.map((rule) => ({
      rule: rule.rule,
      column: rule.column,
      action: rule.action,
      count: rule.count,
      first_record: rule.firstRecord,
      // 0: a dry run does not look for it.
      first_line: rule.firstLine === 0 ? null : rule.firstLine,
    })),
  };
}

/** The report as the document of `--json`; that of a dry run is its plan. */
export function reportDocument(report: IngestReport): object {
  return {
    source: report.source,
    files: report.files.map(fileDocument),
    checks: report.checks.map(({ rule, file, action, verdict, count, waitsFor, overBudget }) => ({
      rule,
      file,
      action,
      verdict,
      count,
      waits_for: waitsFor,
      files_over_budget: overBudget.length,
    })),
    targets: report.targets.map(({ target, inserted, updated, unchanged, rejected, overBudget }) => ({
      target,
      inserted,
      updated,
      unchanged,
      rejected,
      files_over_budget: overBudget.length,
    })),
    elapsed_seconds: report.elapsedSeconds,
  };
}
