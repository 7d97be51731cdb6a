import { z } from 'zod';
import { name, path } from './fields.ts';
import { duration } from './quantities.ts';
import { secretReference } from './secret-reference.ts';

/** Parts of a product's text, in the order in which they are written. */
export const TEXT_FIELDS = ['title', 'brand', 'category', 'attributes', 'description', 'reviews'] as const;

export type TextField = (typeof TEXT_FIELDS)[number];

const count = (longest: number) => z.int().min(1, 'must be 1 or more').max(longest);

export const embeddingsSection = z
  .strictObject({
    provider: name().describe(
      'gemini: the API of Google. openai: any server with that interface, such as Ollama, LM Studio, TEI or vLLM',
    ),
    model: z.string().min(1, 'must name a model').max(200).describe('Name of the model at the provider'),
    model_directory: path()
      .optional()
      .describe(
        'onnx: the directory with model.onnx, tokenizer.json and model.yaml, which says pooling (mean, cls or none), max_tokens, and if needed document_prefix, query_prefix and languages',
      ),
    dimensions: z
      .int()
      .min(1, 'must be 1 or more')
      // With the number and the hash of a product beside it: MariaDB 11.8 refuses the table of a longer one (1118).
      .max(16_373, 'must be 16373 or less, the longest vector that fits into a row of MariaDB')
      .describe('Length of the vectors'),
    api_key: secretReference().optional(),
    base_url: z
      .url({ protocol: /^https?$/, error: 'must be a URL such as http://127.0.0.1:11434/v1' })
      .optional()
      .describe('Where the provider answers, without the last part of the path; openai needs it'),
    price_per_million_tokens: z
      .number()
      .min(0, 'must be 0 or more')
      .optional()
      .describe('In USD; known for the models of gemini, and 0 for a server on this computer'),
    max_cost: z
      .number()
      .min(0, 'must be 0 or more')
      .prefault(1)
      .describe('In USD: the most that one run may spend, if --max-cost does not say otherwise'),
    items_per_minute: count(10_000_000)
      .optional()
      .describe('Quota: texts in a minute; by default 3000 for gemini, none for openai'),
    items_per_day: count(1_000_000_000)
      .optional()
      .describe('Quota: texts in a day; for the estimate of the time'),
    max_tokens: count(1_000_000)
      .optional()
      .describe('Longest text that the model reads; longer ones are cut. Known for gemini; 512 for openai'),
    request_timeout: duration().prefault('60s').describe('How long one request may take'),
    document_prefix: z
      .string()
      .max(80)
      .optional()
      .describe('openai: written before every product, such as "passage: "'),
    query_prefix: z
      .string()
      .max(80)
      .optional()
      .describe('openai: written before every query, such as "query: "'),
    revision: z
      .string()
      .regex(/^[\w.-]{1,40}$/, 'must be letters, digits, ".", "-" or "_" (40 at most)')
      .optional()
      .describe(
        'Change it if the provider has changed a model without changing its name: it makes a new space',
      ),
    languages: z
      .array(z.string().regex(/^[a-z]{2,3}$/, 'must be a language such as en'))
      .min(1, 'must name at least one language')
      .optional()
      .describe('Languages that the model was trained for; a search in another one does not use the space'),
    fields: z
      .array(z.enum(TEXT_FIELDS))
      .min(1, 'must name at least one field')
      .prefault(['title', 'brand', 'category', 'attributes', 'description'])
      .describe('What of a product is embedded'),
    send_personal: z
      .array(z.string().regex(/^[a-z0-9_]+\.[a-z0-9_]+$/, 'must be table.column, such as review.body'))
      .prefault([])
      .describe(
        'Columns of the table pii_column that may leave this computer, with e-mail addresses and long numbers masked',
      ),
  })
  .describe('Where vectors come from; left out where search by meaning is not used');

export type EmbeddingsSection = z.output<typeof embeddingsSection>;
