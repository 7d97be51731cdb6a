import type { NounSpec } from '../lib/core/command.ts';

export const noun: NounSpec = {
  word: 'partitions',
  summary: 'The rolling RANGE partitions of large tables',
  examples: [
    { command: 'aether partitions plan', does: 'which partitions the months ahead need' },
    { command: 'aether partitions apply', does: 'make them' },
  ],
};
