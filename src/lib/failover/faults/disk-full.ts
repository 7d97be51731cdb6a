import type { DrillFault } from '../drill-fault.ts';

export const fault: DrillFault = {
  name: 'disk-full',
  summary: 'the data volume of the member has no free block left',
  injects: 'disk-full',
  victims: 'one',
  hold_seconds: 5,
  expected: {
    membership: 'kept',
    gap_seconds: { lan: 75, wan: 75 },
    cluster:
      'it stays Synced and stops every write of the cluster until there is space; its server tries again once a minute',
  },
  about_seconds: 75,
};
