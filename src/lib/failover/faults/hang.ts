import type { DrillFault } from '../drill-fault.ts';

export const fault: DrillFault = {
  name: 'hang',
  summary: 'the server hangs (SIGSTOP) until the others have dropped it, then goes on and rejoins by itself',
  injects: 'hang',
  victims: 'one',
  hold_seconds: 1,
  expected: {
    membership: 'dropped',
    gap_seconds: { lan: 1.5, wan: 7 },
    cluster: "as after a crash; the victim's own clients wait until their statement times out",
  },
  about_seconds: 12,
};
