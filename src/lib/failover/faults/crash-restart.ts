import type { DrillFault } from '../drill-fault.ts';

export const fault: DrillFault = {
  name: 'crash-restart',
  summary: 'the server is killed (SIGKILL), and started again at once',
  injects: 'kill',
  victims: 'one',
  hold_seconds: 0,
  expected: {
    // The start waits for it: a member that comes back before it was dropped logs wrong GTIDs.
    membership: 'dropped',
    gap_seconds: { lan: 1.5, wan: 7 },
    cluster: 'as after a crash; the GTIDs stay equal, since the start waits until the others have dropped it',
  },
  about_seconds: 13,
};
