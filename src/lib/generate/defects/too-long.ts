import { joinRecord } from '../csv/record.ts';
import { type Defect, withValue } from './defect.ts';

/** One character more than fits. */
export const tooLong: Defect = {
  kind: 'too_long',
  targets: ({ columns }) =>
    columns
      .filter((column) => column.maxChars !== undefined)
      .map(({ name }) => ({ rule: 'length', column: name })),
  inject: (record, { column }) => {
    const maxChars = record.table.columns.find(({ name }) => name === column)?.maxChars ?? 0;
    return joinRecord(withValue(record, column, 'x'.repeat(maxChars + 1)));
  },
};
