import { joinRecord } from '../csv/record.ts';
import { anyOf, type Defect, targetsOf, valueOf, withValue } from './defect.ts';

/** A Cyrillic O, a typographic hyphen and a space that does not break: they look like what belongs there. */
const LOOKALIKES = ['\u041E', '\u2010', '\u00A0'];

/** A character outside ASCII in a code: two codes that look alike and are not. */
export const foreignCharacter: Defect = {
  kind: 'foreign_character',
  targets: (table) => targetsOf(table, ['code', 'ascii'], 'charset'),
  inject: (record, { column }, dice) => {
    const value = valueOf(record, column);
    if (value === '') return undefined;
    return joinRecord(withValue(record, column, value.slice(0, -1) + anyOf(LOOKALIKES, dice)));
  },
};
