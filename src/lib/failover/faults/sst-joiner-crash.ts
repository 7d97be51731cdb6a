import type { DrillFault } from '../drill-fault.ts';

export const fault: DrillFault = {
  name: 'sst-joiner-crash',
  summary: 'a member that lost its data is killed (SIGKILL) while it copies those of another one (SST)',
  injects: 'kill-joiner',
  victims: 'one',
  replaces_data: true,
  heals_by: 'recovery',
  hold_seconds: 1,
  expected: {
    membership: 'dropped',
    gap_seconds: { lan: 2, wan: 15 },
    cluster: 'as after a crash; the copy is useless, and the member takes a whole one as it joins again',
  },
  about_seconds: 75,
};
