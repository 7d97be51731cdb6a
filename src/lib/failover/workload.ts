import type { MariadbConnection } from '../infra/mariadb/connection.ts';
import type { OperationId } from './client/operation.ts';

/** A row as a member has it: which attempts have taken effect. */
export interface StoredRow extends OperationId {
  /** How many effects the row has; each operation must have exactly one. */
  readonly effects: number;
}

/** What a read says about the cluster. `stale`: an acknowledged write is missing. `impossible`: no history ends in that. */
export interface ReadAnswer {
  readonly outcome: 'right' | 'stale' | 'impossible';
  /** What was read, if it is not right. */
  readonly seen?: string;
}

/**
 * What the clients of a drill write and read. A file in `workloads/` exports one as `workload` and has its name: adding a
 * workload is adding a file.
 */
export interface Workload {
  /** Lower-case words with dashes. */
  readonly name: string;
  /** What a client does, in one line. */
  readonly summary: string;
  /** Statements that make and fill its tables in the drill's database. */
  readonly tables: readonly string[];
  /** Everything up to COMMIT; run again with the same id, it fails with 1062 if the row is there. */
  write(session: Pick<MariadbConnection, 'run' | 'query'>, id: OperationId, attempt: number): Promise<void>;
  /** A read on another member, directly after the acknowledgement of `id`; undefined if it reads nothing. */
  readonly readElsewhere?: (
    session: Pick<MariadbConnection, 'query'>,
    id: OperationId,
  ) => Promise<ReadAnswer>;
  /** All rows of one member. */
  read(session: Pick<MariadbConnection, 'query'>): Promise<StoredRow[]>;
  /** What one member has at the end and cannot have, one line each; undefined if the rows say all. */
  readonly findWrong?: (session: Pick<MariadbConnection, 'query'>) => Promise<string[]>;
}
