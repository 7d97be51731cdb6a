import type { DrillFault } from '../drill-fault.ts';

export const fault: DrillFault = {
  name: 'full-split',
  summary: 'no member reaches another one',
  injects: 'partition',
  apart: 'all members',
  victims: 'all',
  hold_seconds: 3,
  expected: {
    membership: 'lost',
    gap_seconds: { lan: 20, wan: 60 },
    cluster: 'nobody may write; once the network is whole the members find each other again',
  },
  about_seconds: 25,
};
