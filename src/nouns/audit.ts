import type { NounSpec } from '../lib/core/command.ts';

export const noun: NounSpec = {
  word: 'audit',
  summary: 'Who changed which row, and proof that nobody changed the records',
  examples: [
    { command: 'aether audit seal', does: 'sign what was recorded since the last seal' },
    { command: 'aether audit verify', does: 'compare records, rows and seals on every member' },
  ],
};
