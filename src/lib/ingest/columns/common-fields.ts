import { z } from 'zod';

function isRegularExpression(text: string): boolean {
  try {
    return new RegExp(text, 'u').source !== '';
  } catch {
    return false;
  }
}

const regularExpression = () =>
  z.string().min(1).refine(isRegularExpression, 'is not a regular expression of JavaScript in Unicode mode');

const replacement = z.strictObject({
  pattern: regularExpression().describe(
    'A regular expression (JavaScript, Unicode mode); every match is replaced.',
  ),
  with: z.string().describe('The replacement; $1 is the first group.'),
});

const lookup = z.union([
  z.array(z.string()).min(1).describe('The allowed values.'),
  z.strictObject({ file: z.string().min(1).describe('A file with one allowed value per line.') }),
]);

/** The part of a column's description that all types have. The steps are taken in the order of the keys here. */
export function commonFields(trimByDefault: 'none' | 'both') {
  return {
    name: z
      .string()
      .regex(/^[a-z_][a-z0-9_]{0,63}$/u, 'lower-case letters, digits and _, at most 64')
      .describe('The column of the staging table.'),
    from: z
      .union([z.string().min(1), z.int().min(1)])
      .optional()
      .describe("The field's name in the header, or its position from 1. Default: the same as `name`."),
    trim: z
      .enum(['none', 'both'])
      .default(trimByDefault)
      .describe('both: take white space off both ends. none: keep the value byte for byte.'),
    null_markers: z
      .array(z.string())
      .default([''])
      .describe('Values that mean NULL, compared exactly after trimming, before and after cleansing.'),
    quoted_null: z
      .boolean()
      .default(true)
      .describe('Whether a null marker in quotes means NULL too; false keeps "" as an empty text.'),
    collapse_spaces: z.boolean().default(false).describe('Make one space of every run of white space.'),
    replace: z.array(replacement).default([]).describe('Replacements, one after the other.'),
    case: z.enum(['upper', 'lower']).optional().describe('Change the case of all letters.'),
    pattern: regularExpression()
      .optional()
      .describe('A regular expression (JavaScript, Unicode mode) that must match; anchor it with ^ and $.'),
    lookup: lookup.optional().describe('The only values allowed: a list, or a file of them.'),
    required: z.boolean().default(false).describe('Reject a record in which the value is NULL.'),
    default: z.string().optional().describe('Taken in place of NULL, written as it would be in the file.'),
    on_fail: z
      .enum(['reject', 'null', 'warn'])
      .default('reject')
      .describe(
        'What a value that breaks a rule leads to. reject: the record is rejected. null: NULL is loaded and a warning counted. warn: the value is loaded as it is and a warning counted; one that the column cannot hold is rejected anyway.',
      ),
  };
}

interface Bounded<Bound> {
  readonly min?: Bound | undefined;
  readonly max?: Bound | undefined;
}

/** For the refinement of a column with bounds; `order` turns a bound into a number that rises with it. */
export function boundsInOrder<Bound>(order: (bound: Bound) => number) {
  return ({ min, max }: Bounded<Bound>, context: z.RefinementCtx): void => {
    if (min === undefined || max === undefined || !(order(min) > order(max))) return;
    context.addIssue({ code: 'custom', path: ['max'], message: 'is smaller than the minimum' });
  };
}
