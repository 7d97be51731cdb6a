import type { SqlFault } from '../sql-fault-kind.ts';

const FIRST_ROW = 'ORDER BY worker, sequence LIMIT 1';

/** The first row of the table, which nobody writes to any more, so that no client waits for the lock itself. */
export const fault: SqlFault = {
  name: 'row-lock',
  summary: 'a session holds the lock of a row that another member changes',
  options: {
    table: 'which table, with columns worker and sequence',
    from: 'the member that changes the row',
  },
  expected: {
    process: 'running',
    connections: 'normal',
    membership: 'kept',
    cluster: 'the applier aborts the session (BF abort) and goes on at once',
  },
  example: {
    command: 'aether failover-test --faults row-lock',
    does: 'locks a row on one member after another, and changes it on the next one',
  },
  inject: ({ table }) => ['START TRANSACTION', `SELECT worker FROM ${table} ${FIRST_ROW} FOR UPDATE`],
  elsewhere: ({ table }) => [`UPDATE ${table} SET written_at = NOW(6) ${FIRST_ROW}`],
  heal: ['ROLLBACK'],
};
