import { joinRecord } from '../csv/record.ts';
import { anyOf, type Defect, targetsOf, withValue } from './defect.ts';

const NO_DATES = [
  '2026-02-30',
  '2026-13-01T00:00:00Z',
  '31.12.2025',
  '12/31/2025 10:00',
  '0000-00-00',
  'yesterday',
];

/** A day that no calendar has, or a day in the form of another country. */
export const impossibleDate: Defect = {
  kind: 'impossible_date',
  targets: (table) => targetsOf(table, ['time', 'day'], 'date_format'),
  inject: (record, { column }, dice) => joinRecord(withValue(record, column, anyOf(NO_DATES, dice))),
};
