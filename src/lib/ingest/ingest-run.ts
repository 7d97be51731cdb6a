import type { Databases } from '../infra/config/databases.ts';
import type { Context } from '../infra/context.ts';
import type { MariadbConnection } from '../infra/mariadb/connection.ts';
import type { Lease } from '../infra/mariadb/lease/lease.ts';
import type { OutageTolerance } from '../infra/mariadb/outage.ts';
import type { Input } from './input/input.ts';
import type { FileBudgets } from './load/count-rejects.ts';
import type { FileLedger } from './load/file-ledger.ts';
import type { FileRecords } from './load/open-records.ts';
import type { SessionPool } from './load/session-pool.ts';
import type { Source } from './source/source-schema.ts';
import type { StageTable } from './stage/stage-table.ts';

/** correct: loads what is new in it. append: loads all of it. replace: deletes the rows of the one before first. */
export type SameName = 'correct' | 'append' | 'replace';

/** One `aether ingest`: what it is to do, and what it does it with. Every room takes of it what it needs. */
export interface IngestRun {
  readonly context: Context;
  readonly source: Source;
  /** The directory of the source's own file: what it names is relative to this. */
  readonly directory: string;
  readonly inputs: readonly Input[];
  readonly budgets: FileBudgets;
  /** The one input is a corrected file of rejects. */
  readonly isReplay: boolean;
  /** What becomes of a file that goes straight into a table, if the one before it under its name was another one. */
  readonly sameName: SameName;
  /** Load files again that the ledger calls complete. */
  readonly force: boolean;
  readonly databases: Databases;
  readonly chunkBytes: number;
  /** The staging tables, by the names of their files in the source. */
  readonly stages: ReadonlyMap<string, StageTable>;
  /** Outlives an outage, and writes nothing once the lease is lost. Whatever is done on it may be done twice. */
  readonly connection: MariadbConnection;
  readonly ledger: FileLedger;
  /** Held before every step: a run that was taken for dead must not continue beside its successor. */
  readonly lease: Pick<Lease, 'fence' | 'guard'>;
  /** How long the server is waited for, by all sessions of the run together. */
  readonly tolerance: OutageTolerance;
  readonly pool: SessionPool;
  readonly records: FileRecords;
}
