import type { DrillFault } from '../drill-fault.ts';

export const fault: DrillFault = {
  name: 'source-crash',
  summary: 'the member that the replica replicates from is killed (SIGKILL), and started again',
  injects: 'kill',
  victims: 'source',
  hold_seconds: 1,
  expected: {
    membership: 'dropped',
    gap_seconds: { lan: 1.5, wan: 7 },
    cluster:
      'as after a crash; the replica waits until its source is back, then goes on from its GTID and misses nothing',
  },
  about_seconds: 14,
};
