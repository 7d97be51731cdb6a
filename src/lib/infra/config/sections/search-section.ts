import { z } from 'zod';
import { path } from './fields.ts';

export const searchSection = z
  .strictObject({
    language: z
      .string()
      .regex(/^[a-z]{2}(-[A-Za-z]{2})?$/, 'must be a language such as en or pt-BR')
      .optional()
      .describe('Language of queries, and of products without the attribute "language"; en by default'),
    channel: z.string().min(1).optional().describe('Channel whose prices are shown and filtered by: web'),
    currency: z
      .string()
      .regex(/^[A-Z]{3}$/, 'must be three capital letters such as EUR')
      .optional()
      .describe('Currency of these prices'),
    synonyms: path()
      .optional()
      .describe(
        'YAML file of words that mean the same: language, reviewed_by, and groups such as [sofa, couch]',
      ),
    reranker: path()
      .optional()
      .describe('Coefficients that "aether search train" has written, else those that come with aether'),
  })
  .describe('What "aether search" takes for granted');
