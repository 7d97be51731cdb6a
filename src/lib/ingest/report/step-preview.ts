/** What a step would run, and over how much. */
export interface StepPreview {
  /** `check customer_unknown`, `upsert customer`. */
  readonly step: string;
  readonly statements: readonly string[];
  /** Valid records of the files that the step goes through. */
  readonly stagedRecords: number;
  /**
   * Rows that its SELECT gives over them now. A step that joins to rows which an earlier step is still to make finds
   * less than it will.
   */
  readonly rowsNow: number;
}
