import type { DrillFault } from '../drill-fault.ts';

export const fault: DrillFault = {
  name: 'partition',
  summary: 'the member reaches no other one, and its clients still reach it: a minority',
  injects: 'partition',
  apart: 'all members',
  victims: 'one',
  hold_seconds: 3,
  expected: {
    membership: 'dropped',
    gap_seconds: { lan: 1.5, wan: 7 },
    cluster: 'the majority goes on once it has dropped the member, which answers 1047 and takes no write',
  },
  about_seconds: 15,
};
