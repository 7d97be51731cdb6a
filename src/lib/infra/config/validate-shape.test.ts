import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { validateShape } from './validate-shape.ts';

const schema = z.strictObject({
  rules: z.array(
    z.union([
      z.literal('none'),
      z.strictObject({ check: z.string().describe('What must hold'), limit: z.int().optional() }),
    ]),
  ),
});

function remarks(data: unknown) {
  return validateShape(schema, data).remarks?.map(({ path, message }) => `${path.join('.')}: ${message}`);
}

describe('validateShape', () => {
  it('gives the value back where nothing is wrong', () => {
    expect(validateShape(schema, { rules: ['none', { check: 'x' }] })).toEqual({
      value: { rules: ['none', { check: 'x' }] },
    });
  });

  it('explains a union by the alternative that was probably meant', () => {
    expect(remarks({ rules: [{ chek: 'x' }, { check: 'x', limit: 'y' }, 'non'] })).toEqual([
      'rules.0.check: is missing (What must hold)',
      'rules.0.chek: unknown key, did you mean "check"?',
      'rules.1.limit: must be a number',
      'rules.2: must be none, did you mean "none"?',
    ]);
  });
});
