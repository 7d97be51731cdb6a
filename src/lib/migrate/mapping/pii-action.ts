import { z } from 'zod';

const DOMAIN = /^[a-z][a-z0-9_]{0,39}$/;

/**
 * What happens to personal data. A token replaces a value by a keyed hash of it: equal values of one domain have equal
 * tokens in every table, by default the domain named after the column.
 */
export const piiAction = z
  .union(
    [
      z.enum(['drop', 'none', 'redact', 'token', 'year', 'month']),
      z.strictObject({
        token: z.string().regex(DOMAIN, 'must be lower-case letters, digits and "_"'),
      }),
    ],
    { error: 'must be one of drop, none, redact, token, year, month, or { token: DOMAIN }' },
  )
  .describe(
    'drop: not taken over. redact: whether there is a value, not which. token: a keyed hash, equal for equal values of one domain. year, month: the first day of it. none: taken over as it is, on purpose',
  );

export type PiiAction = z.output<typeof piiAction>;
