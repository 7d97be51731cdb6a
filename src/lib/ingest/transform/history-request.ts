import type { UpsertStep } from '../source/source-schema.ts';
import type { TargetColumn, UpsertRequest } from './upsert-sql.ts';

/** What the statements of an upsert that keeps versions are built from. */
export interface HistoryRequest extends Omit<UpsertRequest, 'update'> {
  readonly history: NonNullable<UpsertStep['history']>;
  /** The column at which a version ends; it is worked out, not selected. */
  readonly to: TargetColumn;
  /** The database of the staging tables. */
  readonly stageDatabase: string;
}
