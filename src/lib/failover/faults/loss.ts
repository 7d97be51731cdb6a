import type { DrillFault } from '../drill-fault.ts';

export const fault: DrillFault = {
  name: 'loss',
  summary: 'one packet in twenty between the member and the others is lost',
  injects: 'loss',
  options: { percent: 5 },
  apart: 'all members',
  victims: 'one',
  hold_seconds: 5,
  expected: {
    membership: 'kept',
    gap_seconds: { lan: 1.5, wan: 7 },
    cluster: 'about half of the write rate, and no view change',
  },
  about_seconds: 14,
};
