import type { NounSpec } from '../lib/core/command.ts';

export const noun: NounSpec = {
  word: 'migrate',
  summary: 'Tables into documents of MongoDB, with a proof',
  examples: [
    {
      command: 'aether migrate plan aethermart',
      does: 'which collections, from which tables, and how large',
    },
    { command: 'aether migrate run aethermart', does: 'fill staged collections' },
    { command: 'aether migrate verify aethermart', does: 'compare every document with its rows' },
    { command: 'aether migrate publish aethermart', does: 'verify once more, and make them live' },
  ],
};
