import type { DrillFault } from '../drill-fault.ts';

export const fault: DrillFault = {
  name: 'crash',
  summary: 'the server is killed (SIGKILL), and started again after the others have dropped it',
  injects: 'kill',
  victims: 'one',
  hold_seconds: 1,
  expected: {
    membership: 'dropped',
    gap_seconds: { lan: 1.5, wan: 7 },
    cluster: 'all writes wait until the others drop the member: evs.suspect_timeout and a round of messages',
  },
  about_seconds: 14,
};
