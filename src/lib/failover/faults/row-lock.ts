import type { DrillFault } from '../drill-fault.ts';

export const fault: DrillFault = {
  name: 'row-lock',
  summary: 'a session on the member holds the lock of a row that another member changes',
  injects: 'row-lock',
  locks: 'ledger',
  apart: 'one member',
  victims: 'one',
  hold_seconds: 2,
  expected: {
    membership: 'kept',
    aborts: true,
    gap_seconds: { lan: 1, wan: 1 },
    cluster: 'the applier aborts the session that holds the lock (BF abort, error 1213), and nobody waits',
  },
  about_seconds: 8,
};
