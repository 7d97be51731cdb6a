import type { DrillFault } from '../drill-fault.ts';

export const fault: DrillFault = {
  name: 'read-lock',
  summary: 'a session holds FLUSH TABLES WITH READ LOCK on the member, as some backups do',
  injects: 'read-lock',
  victims: 'one',
  hold_seconds: 4,
  expected: {
    membership: 'kept',
    gap_seconds: { lan: 1, wan: 1 },
    cluster: 'the member is desynced, so that the others go on; its own clients wait',
  },
  about_seconds: 12,
};
