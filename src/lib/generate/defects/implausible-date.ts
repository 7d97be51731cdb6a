import { joinRecord } from '../csv/record.ts';
import { anyOf, type Defect, kindOf, targetsOf, withValue } from './defect.ts';

const DAYS = ['0206-03-01', '1066-10-14'];

/** A day that the calendar has, but no shop. */
export const implausibleDate: Defect = {
  kind: 'implausible_date',
  targets: (table) => targetsOf(table, ['time', 'day'], 'range'),
  inject: (record, { column }, dice) => {
    const day = anyOf(DAYS, dice);
    return joinRecord(withValue(record, column, kindOf(record, column) === 'day' ? day : `${day}T08:00:00Z`));
  },
};
