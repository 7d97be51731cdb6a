import type { NounSpec } from '../lib/core/command.ts';

export const noun: NounSpec = {
  word: 'schema',
  summary: 'Tables, views, routines, triggers and roles of the platform',
  examples: [
    { command: 'aether schema plan', does: 'what would be applied' },
    { command: 'aether schema apply', does: 'apply it, statement by statement' },
    { command: 'aether schema status', does: 'what is applied and what is not' },
  ],
};
