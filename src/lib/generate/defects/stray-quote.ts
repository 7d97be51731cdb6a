import type { Defect } from './defect.ts';
import { halves, rewriteField } from './quote-defects.ts';

/** `ab"cd`: a quote in a field that does not begin with one. */
export const strayQuote: Defect = {
  kind: 'stray_quote',
  targets: () => [{ rule: 'stray_quote', column: null }],
  inject: (record, _target, dice) => rewriteField(record, dice, (field) => halves(field).join('"')),
};
