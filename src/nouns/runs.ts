import type { NounSpec } from '../lib/core/command.ts';

export const noun: NounSpec = {
  word: 'runs',
  summary: 'What was run here, with its result and its log',
  examples: [
    { command: 'aether runs list --state failed', does: 'what failed' },
    { command: 'aether runs show', does: 'how the newest run ended, and why' },
  ],
};
