import type { Databases } from '../../infra/config/databases.ts';
import type { Context } from '../../infra/context.ts';
import type { MariadbConnection } from '../../infra/mariadb/connection.ts';
import type { Lease } from '../../infra/mariadb/lease.ts';
import type { FileBudgets } from '../rejects/file-budgets.ts';
import type { RecordLocator } from '../load/locate-records.ts';
import type { StepSpec } from '../source/source-schema.ts';
import type { StagedRange } from './fill-placeholders.ts';

/** Opens a staged file again, to find text and place of its records for the reject table. */
export type OpenRecords = (fileId: number) => Promise<RecordLocator>;

/** What the steps of a source work with. */
export interface StepsSession {
  readonly context: Pick<Context, 'clock' | 'emit' | 'signal' | 'runId'>;
  readonly connection: MariadbConnection;
  readonly databases: Databases;
  readonly source: string;
  /** The staged files by their name in the source. */
  readonly staged: ReadonlyMap<string, StagedRange>;
  readonly openRecords: OpenRecords;
  readonly budgets: FileBudgets;
  /** Held before every step: a run that was taken for dead must not go on beside its successor. */
  readonly lease: Pick<Lease, 'fence'>;
}

/** The staged records of the file that a step works on. */
export function stagedFor({ staged }: Pick<StepsSession, 'staged'>, { file }: StepSpec): StagedRange {
  const range = staged.get(file);
  if (range === undefined) throw new Error(`no staging table for file "${file}"`);
  return range;
}
