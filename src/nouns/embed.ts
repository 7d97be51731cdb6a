import type { NounSpec } from '../lib/core/command.ts';

export const noun: NounSpec = {
  word: 'embed',
  summary: 'Vectors of the products, from a provider of embeddings',
  examples: [
    { command: 'aether embed plan', does: 'what is new, and what it costs' },
    { command: 'aether embed run --max-cost 2.50', does: 'get the vectors' },
    { command: 'aether embed swap', does: 'search in them' },
  ],
};
