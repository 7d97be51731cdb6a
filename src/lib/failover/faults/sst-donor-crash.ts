import type { DrillFault } from '../drill-fault.ts';

export const fault: DrillFault = {
  name: 'sst-donor-crash',
  summary: 'a member is killed (SIGKILL) while it gives a copy of its data (SST) to another one',
  injects: 'kill-donor',
  injects_second: 'take-copy',
  victims: 'pair',
  replaces_data: true,
  heals_by: 'recovery',
  hold_seconds: 4,
  expected: {
    membership: 'lost',
    gap_seconds: { lan: 60, wan: 60 },
    cluster: 'the joiner aborts as its donor dies: of three members one is left, which may not write alone',
  },
  about_seconds: 110,
};
