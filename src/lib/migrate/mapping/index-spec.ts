import { z } from 'zod';

const value = z.union([z.string(), z.number(), z.boolean()]);
const condition = z.union([
  value,
  z.strictObject({ exists: z.literal(true) }),
  z.partialRecord(z.enum(['eq', 'gt', 'gte', 'lt', 'lte']), value),
  z.strictObject({ type: z.string().min(1).describe('Name of a BSON type, such as string') }),
]);

export const indexSpec = z.strictObject({
  keys: z
    .record(z.string().min(1), z.union([z.literal(1), z.literal(-1)]))
    .refine((keys) => Object.keys(keys).length > 0, 'must name a field')
    .describe('Fields in order, 1 ascending or -1 descending'),
  unique: z.boolean().optional().describe('No two documents may have the same values'),
  where: z
    .record(z.string().min(1), condition)
    .optional()
    .describe('Partial index: the documents that it covers, by field'),
  expire_after: z
    .int()
    .min(0, 'must be 0 or more')
    .max(2_147_483_647, 'must be 2147483647 or less')
    .optional()
    .describe('TTL: the server deletes a document so many seconds after the date of the field'),
});

export type IndexSpec = z.output<typeof indexSpec>;

/** The filter of a partial index as MongoDB takes it. */
export function partialFilter(where: NonNullable<IndexSpec['where']>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(where).map(([field, wanted]) => [
      field,
      typeof wanted === 'object'
        ? Object.fromEntries(Object.entries(wanted).map(([operator, operand]) => [`$${operator}`, operand]))
        : wanted,
    ]),
  );
}
