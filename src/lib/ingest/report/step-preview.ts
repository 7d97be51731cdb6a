import { formatCount } from '../../core/units.ts';

/** What a step would run, and over how much. */
export interface StepPreview {
  /** `check customer_unknown`, `upsert customer`. */
  readonly step: string;
  readonly statements: readonly string[];
  /** Valid records of the files that the step goes through. */
  readonly stagedRecords: number;
  /**
   * Rows that its SELECT gives over them now. An upsert that joins to rows which an earlier step is still to make finds
   * less than it will. null for a check that reads such rows: what it finds is known only by loading.
   */
  readonly rowsNow: number | null;
}

/** `12 staged records, 3 matching rows`. */
export function describePreview({
  stagedRecords,
  rowsNow,
}: Pick<StepPreview, 'stagedRecords' | 'rowsNow'>): string {
  const found = rowsNow === null ? 'known only by loading' : `${formatCount(rowsNow)} matching rows`;
  return `${formatCount(stagedRecords)} staged records, ${found}`;
}
