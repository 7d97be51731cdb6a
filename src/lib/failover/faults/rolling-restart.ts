import type { DrillFault } from '../drill-fault.ts';

export const fault: DrillFault = {
  name: 'rolling-restart',
  summary: 'all servers are restarted in order, one by one, as `aether cluster rolling-restart` does it',
  injects: 'rolling-restart',
  victims: 'each',
  hold_seconds: 0,
  expected: {
    membership: 'dropped',
    gap_seconds: { lan: 0.5, wan: 0.5 },
    cluster: 'each member says that it leaves; the next one waits until it is back by IST and all are Synced',
  },
  about_seconds: 45,
};
