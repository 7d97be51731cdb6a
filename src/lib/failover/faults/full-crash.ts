import type { DrillFault } from '../drill-fault.ts';

export const fault: DrillFault = {
  name: 'full-crash',
  summary: 'all servers are killed (SIGKILL), and the cluster is recovered on the most advanced of them',
  injects: 'kill',
  victims: 'all',
  heals_by: 'recovery',
  hold_seconds: 1,
  expected: {
    membership: 'lost',
    gap_seconds: { lan: 15, wan: 15 },
    cluster:
      'no writes until the cluster is recovered; with innodb_flush_log_at_trx_commit=1 nothing is lost',
  },
  about_seconds: 25,
};
