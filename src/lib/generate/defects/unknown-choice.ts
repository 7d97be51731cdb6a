import { joinRecord } from '../csv/record.ts';
import { anyOf, type Defect, targetsOf, withValue } from './defect.ts';

/** A word that is none of the few allowed. */
export const unknownChoice: Defect = {
  kind: 'unknown_choice',
  targets: (table) => targetsOf(table, ['choice'], 'enum'),
  inject: (record, { column }, dice) =>
    joinRecord(withValue(record, column, anyOf(['unknwon', '?', 'XX'], dice))),
};
