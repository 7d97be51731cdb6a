import type { NounSpec } from '../lib/core/command.ts';

export const noun: NounSpec = {
  word: 'config',
  summary: 'The environment file that is in force',
  examples: [
    { command: 'aether config show --sources', does: 'which file, line or variable set each value' },
  ],
};
