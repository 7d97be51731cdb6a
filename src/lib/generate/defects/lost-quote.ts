import type { Defect } from './defect.ts';
import { rewriteField } from './quote-defects.ts';

/** `"abcd`: a quote that is opened and never closed, which a careless reader lets swallow the rest of the file. */
export const lostQuote: Defect = {
  kind: 'lost_quote',
  targets: () => [{ rule: 'unterminated_quote', column: null }],
  inject: (record, _target, dice) => rewriteField(record, dice, (field) => `"${field}`),
};
