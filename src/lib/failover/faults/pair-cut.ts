import type { DrillFault } from '../drill-fault.ts';

export const fault: DrillFault = {
  name: 'pair-cut',
  summary: 'two members do not reach each other, and both reach the third one',
  injects: 'partition',
  apart: 'one member',
  victims: 'one',
  hold_seconds: 3,
  expected: {
    membership: 'kept',
    gap_seconds: { lan: 1.5, wan: 7 },
    cluster: 'the third member relays between them; all writes wait until it does',
  },
  about_seconds: 12,
};
