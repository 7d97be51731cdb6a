import type { DrillFault } from '../drill-fault.ts';

export const fault: DrillFault = {
  name: 'host-off',
  summary: 'the machine is gone at once, without a shutdown, and boots again later',
  injects: 'power-off',
  victims: 'one',
  hold_seconds: 3,
  expected: {
    membership: 'dropped',
    gap_seconds: { lan: 1.5, wan: 7 },
    cluster: 'as after a crash, but nothing refuses a connection',
  },
  about_seconds: 35,
};
