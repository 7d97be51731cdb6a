import { joinRecord } from '../csv/record.ts';
import { anyOf, type Defect, kindOf, targetsOf, valueOf, withValue } from './defect.ts';

const NO_NUMBERS = ['n/a', 'twelve', '1O', '3 pcs', '--', '1,5'];

/** A word where a number belongs, a flag that is neither yes nor no, JSON that is cut off. */
export const wrongType: Defect = {
  kind: 'wrong_type',
  targets: (table) => targetsOf(table, ['integer', 'money', 'flag', 'json'], 'type'),
  inject: (record, { column }, dice) => {
    const kind = kindOf(record, column);
    if (kind === 'json') return joinRecord(withValue(record, column, valueOf(record, column).slice(0, -1)));
    return joinRecord(withValue(record, column, kind === 'flag' ? 'maybe' : anyOf(NO_NUMBERS, dice)));
  },
};
