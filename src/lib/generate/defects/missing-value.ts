import { joinRecord } from '../csv/record.ts';
import { type Defect, withValue } from './defect.ts';

/** Nothing where something must be. */
export const missingValue: Defect = {
  kind: 'missing_value',
  targets: ({ columns }) =>
    columns.filter((column) => column.isRequired).map(({ name }) => ({ rule: 'required', column: name })),
  inject: (record, { column }) => joinRecord(withValue(record, column, '')),
};
