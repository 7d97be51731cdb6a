import type { DrillFault } from '../drill-fault.ts';

export const fault: DrillFault = {
  name: 'one-way-cut',
  summary: 'packets from one member to another one are lost, and arrive the other way',
  injects: 'partition',
  options: { direction: 'in' },
  apart: 'one member',
  victims: 'one',
  hold_seconds: 3,
  expected: {
    membership: 'kept',
    gap_seconds: { lan: 1.5, wan: 7 },
    cluster:
      'the third member relays between them; in 4 of 5 rounds on 11.8 all still left the primary component for a second',
  },
  about_seconds: 12,
};
