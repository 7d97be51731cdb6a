import type { DrillFault } from '../drill-fault.ts';

export const fault: DrillFault = {
  name: 'delay',
  summary: 'every packet that the member sends arrives 50 ms later',
  injects: 'delay',
  options: { by: 0.05 },
  victims: 'one',
  hold_seconds: 5,
  expected: {
    membership: 'kept',
    gap_seconds: { lan: 1, wan: 1 },
    cluster: 'a commit takes as long as the slowest round trip',
  },
  about_seconds: 14,
};
