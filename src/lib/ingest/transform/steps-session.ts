import type { IngestRun } from '../ingest-run.ts';
import type { StepSpec } from '../source/source-schema.ts';
import type { StagedRange } from './fill-placeholders.ts';

/** What the steps of a source work with. */
export interface StepsSession extends Pick<
  IngestRun,
  'context' | 'connection' | 'databases' | 'source' | 'stages' | 'ledger' | 'lease' | 'records' | 'budgets'
> {
  /** The staged files by their name in the source. */
  readonly staged: ReadonlyMap<string, StagedRange>;
}

/** The staged records of the file that a step works on. */
export function stagedFor({ staged }: Pick<StepsSession, 'staged'>, { file }: StepSpec): StagedRange {
  const range = staged.get(file);
  if (range === undefined) throw new Error(`no staging table for file "${file}"`);
  return range;
}
