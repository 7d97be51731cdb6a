import { joinRecord } from '../csv/record.ts';
import { type Defect, kindOf, targetsOf, withValue } from './defect.ts';

/** Less than nothing. */
export const negativeNumber: Defect = {
  kind: 'negative_number',
  targets: (table) => targetsOf(table, ['integer', 'money'], 'range'),
  inject: (record, { column }) =>
    joinRecord(withValue(record, column, kindOf(record, column) === 'integer' ? '-1' : '-12.50')),
};
