import type { DrillFault } from '../drill-fault.ts';

export const fault: DrillFault = {
  name: 'stop',
  summary: 'the server is stopped in order (SIGTERM), and started again',
  injects: 'stop',
  victims: 'one',
  hold_seconds: 1,
  expected: {
    membership: 'dropped',
    gap_seconds: { lan: 0.5, wan: 0.5 },
    cluster: 'the member says that it leaves, so that the others hardly wait',
  },
  about_seconds: 14,
};
