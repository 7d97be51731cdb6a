import { z } from 'zod';
import { secretReference } from './secret-reference.ts';

export const embeddingsSection = z
  .strictObject({
    provider: z
      .enum(['gemini', 'local'])
      .describe('gemini: the API of Google. local: computed here, no network'),
    model: z.string().min(1, 'must name a model').describe('Name of the model at the provider'),
    dimensions: z
      .int()
      .min(1, 'must be 1 or more')
      .max(16_383, 'must be 16383 or less, the most that MariaDB stores')
      .describe('Length of the vectors'),
    api_key: secretReference().optional(),
  })
  .describe('Where vectors come from; left out where search is not used');
