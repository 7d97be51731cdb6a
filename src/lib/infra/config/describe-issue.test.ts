import { expect, it } from 'vitest';
import { z } from 'zod';
import { validateShape } from './validate-shape.ts';

const column = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('integer') }),
  z.strictObject({ type: z.literal('text') }),
  z.strictObject({ type: z.literal('date') }),
]);

it.each([
  [{ type: 'integr' }, 'must be one of integer, text, date, did you mean "integer"?'],
  [{ type: 'blob' }, 'must be one of integer, text, date'],
  [{}, 'is missing'],
])('%j: %s', (data, message) => {
  expect(validateShape(column, data).remarks).toMatchObject([{ path: ['type'], message }]);
});
