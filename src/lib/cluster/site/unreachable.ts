/** What SSH throws if a host is out of reach, or the link to it broke. */
export const UNREACHABLE: ReadonlySet<string> = new Set([
  'SSH_UNREACHABLE',
  'SSH_DROPPED',
  'SSH_OUTCOME_UNKNOWN',
]);
