import type { Defect } from './defect.ts';
import { halves, rewriteField } from './quote-defects.ts';

/** `"ab"cd`: the field has text after its closing quote. */
export const textAfterQuote: Defect = {
  kind: 'text_after_quote',
  targets: () => [{ rule: 'text_after_quote', column: null }],
  inject: (record, _target, dice) => rewriteField(record, dice, (field) => `"${halves(field).join('"')}`),
};
