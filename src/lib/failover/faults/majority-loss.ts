import type { DrillFault } from '../drill-fault.ts';

export const fault: DrillFault = {
  name: 'majority-loss',
  summary: 'two of three servers are killed (SIGKILL)',
  injects: 'kill',
  heals_by: 'recovery',
  victims: 'majority',
  hold_seconds: 2,
  expected: {
    membership: 'lost',
    gap_seconds: { lan: 60, wan: 60 },
    cluster: 'the survivor may not write, and does not bootstrap itself; the cluster is recovered',
  },
  about_seconds: 60,
};
