import type { DrillFault } from '../drill-fault.ts';

export const fault: DrillFault = {
  name: 'pause',
  summary: 'the server hangs (SIGSTOP) for 0.4 s, less than it takes the others to drop it',
  injects: 'hang',
  victims: 'one',
  heals_by: 'time',
  hold_seconds: 0.4,
  expected: {
    membership: 'kept',
    gap_seconds: { lan: 1, wan: 1 },
    cluster: 'all writes wait as long as the pause lasts; nobody is dropped',
  },
  about_seconds: 7,
};
