import type { MariadbConnection } from '../infra/mariadb/connection.ts';
import type { OperationId } from './client/operation.ts';

/** A row as a member has it: which attempts have taken effect. */
export interface StoredRow extends OperationId {
  /** How many effects the row has; each operation must have exactly one. */
  readonly effects: number;
}

/** What the clients of a drill write. A workload makes its tables in the drill's database, and reads them back. */
export interface Workload {
  readonly name: string;
  readonly tables: readonly string[];
  /** Everything up to COMMIT; run again with the same id, it fails with 1062 if the row is there. */
  write(session: Pick<MariadbConnection, 'run'>, id: OperationId, attempt: number): Promise<void>;
  /** All rows of one member. */
  read(session: Pick<MariadbConnection, 'query'>): Promise<StoredRow[]>;
}

/**
 * Every operation inserts one row and one effect of it, in one transaction. The row has the client's own id as its
 * primary key: a retry of one that was committed gets 1062. The effects have the number of the attempt in their key, so
 * that a second one is not hidden by the key of the first.
 */
export const INSERT_LEDGER: Workload = {
  name: 'insert ledger',
  tables: [
    'CREATE TABLE ledger (worker INT NOT NULL, sequence INT NOT NULL, written_at DATETIME(6) NOT NULL, ' +
      'PRIMARY KEY (worker, sequence)) ENGINE=InnoDB',
    'CREATE TABLE effect (worker INT NOT NULL, sequence INT NOT NULL, attempt INT NOT NULL, ' +
      'PRIMARY KEY (worker, sequence, attempt)) ENGINE=InnoDB',
  ],
  async write(session, { worker, sequence }, attempt) {
    await session.run('INSERT INTO ledger VALUES (?, ?, NOW(6))', [worker, sequence]);
    await session.run('INSERT INTO effect VALUES (?, ?, ?)', [worker, sequence, attempt]);
  },
  async read(session) {
    // A row without effect and an effect without row are both wrong; a FULL JOIN does not exist.
    return session.query<{ worker: number; sequence: number; effects: number }>(
      'SELECT l.worker, l.sequence, CAST(COUNT(e.attempt) AS DOUBLE) AS effects FROM ledger l ' +
        'LEFT JOIN effect e USING (worker, sequence) GROUP BY l.worker, l.sequence ' +
        'UNION ALL SELECT e.worker, e.sequence, CAST(COUNT(*) AS DOUBLE) FROM effect e ' +
        'LEFT JOIN ledger l USING (worker, sequence) WHERE l.worker IS NULL GROUP BY e.worker, e.sequence',
    );
  },
};
