import { z } from 'zod';

const EXPRESSION_TYPES = ['integer', 'decimal', 'string'] as const;

/** A field that no column holds: MariaDB computes it when documents are made, and again when they are verified. */
export const computedSpec = z
  .union(
    [
      z.strictObject({
        sql: z
          .string()
          .min(1)
          .max(500)
          .describe('Columns of the same row, literals, operators and functions'),
        as: z.enum(EXPRESSION_TYPES).describe('The type of the field: Long, Decimal128 or String'),
      }),
      z.strictObject({
        count: z
          .string()
          .min(1)
          .describe('An array of the same level: how many rows its table has, also beyond "top"'),
      }),
      z.strictObject({
        sum: z
          .string()
          .regex(/^[A-Za-z]\w*\.[^.]+$/, 'must be ARRAY.column')
          .describe('ARRAY.column: the sum over all rows of the table of an array of the same level'),
      }),
    ],
    { error: 'must be { sql: EXPRESSION, as: TYPE }, { count: ARRAY } or { sum: ARRAY.column }' },
  )
  .describe('How the field is computed');

export type ComputedSpec = z.output<typeof computedSpec>;
