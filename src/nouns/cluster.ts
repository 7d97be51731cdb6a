import type { NounSpec } from '../lib/core/command.ts';

export const noun: NounSpec = {
  word: 'cluster',
  summary: 'The Galera cluster: status, recovery, restarts without a lost write',
  examples: [
    { command: 'aether cluster status --watch', does: 'every member, again every 2 s' },
    { command: 'aether cluster recover --dry-run', does: 'after a power cut: what would be done' },
  ],
};
