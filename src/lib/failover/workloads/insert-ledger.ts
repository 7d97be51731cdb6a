import type { Workload } from '../workload.ts';

/** One row for each time that an operation took effect. */
export const EFFECT_TABLE =
  'CREATE TABLE effect (worker INT NOT NULL, sequence INT NOT NULL, attempt INT NOT NULL, ' +
  'PRIMARY KEY (worker, sequence, attempt)) ENGINE=InnoDB';

/**
 * Every operation inserts one row and one effect of it, in one transaction. The row has the client's own id as its
 * primary key: a retry of one that was committed gets 1062. The effects have the number of the attempt in their key, so
 * that a second one is not hidden by the key of the first.
 */
export const workload: Workload = {
  name: 'insert-ledger',
  summary: 'inserts rows with ids of its own',
  tables: [
    'CREATE TABLE ledger (worker INT NOT NULL, sequence INT NOT NULL, written_at DATETIME(6) NOT NULL, ' +
      'PRIMARY KEY (worker, sequence)) ENGINE=InnoDB',
    EFFECT_TABLE,
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
