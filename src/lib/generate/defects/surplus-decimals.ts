import { joinRecord } from '../csv/record.ts';
import { anyOf, type Defect, targetsOf, withValue } from './defect.ts';

/** A fraction of a cent, which rounding in silence would hide. */
export const surplusDecimals: Defect = {
  kind: 'surplus_decimals',
  targets: (table) => targetsOf(table, ['money'], 'scale'),
  inject: (record, { column }, dice) =>
    joinRecord(withValue(record, column, anyOf(['9.995', '12.3456'], dice))),
};
