import type { PlanDocument } from '../../src/lib/core/plan-schema.ts';

/** The data of `aether ingest --json`, as far as tests read it. */
export interface IngestData {
  readonly source: string;
  readonly files: readonly IngestFile[];
  readonly checks: readonly {
    readonly rule: string;
    readonly file: string;
    readonly action: string;
    readonly count: number;
    readonly verdict: 'clean' | 'found' | 'not_judged' | 'not_applicable';
    readonly waits_for: readonly string[];
  }[];
  readonly targets: readonly IngestTarget[];
}

export interface IngestFile {
  readonly file: string;
  readonly path: string;
  readonly result:
    | 'loaded'
    | 'resumed'
    | 'corrected'
    | 'unchanged'
    | 'missing'
    | 'over_budget'
    | 'stopped'
    | 'not_judged'
    | 'checked';
  readonly parsed: number;
  readonly accepted: number;
  readonly rejected: number;
  readonly discarded: number;
  readonly waits_for: readonly string[];
  readonly rejects_file: string | null;
  readonly rules: readonly IngestRule[];
}

export interface IngestRule {
  readonly rule: string;
  readonly column: string | null;
  readonly action: 'reject' | 'discard' | 'warn';
  readonly count: number;
  readonly first_record: number;
  readonly first_line: number;
}

export interface IngestTarget {
  readonly target: string;
  readonly inserted: number;
  readonly updated: number;
  readonly unchanged: number;
}

/** `file rule -> count`, of every rule that applied. */
export function ruleCounts(data: IngestData): Record<string, number> {
  return Object.fromEntries(
    data.files.flatMap((file) =>
      file.rules.map((rule) => [`${file.file} ${rule.action} ${rule.rule}`, rule.count]),
    ),
  );
}

/** The files of a dry run's plan, each as an ingest describes it. */
export function plannedFiles({ plan }: PlanDocument): IngestFile[] {
  // A file that is loaded already is kept.
  const loads = plan.steps.filter(({ action }) => action === 'load' || action === 'keep');
  return loads.map(({ facts }) => facts as unknown as IngestFile);
}
