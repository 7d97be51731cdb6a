import { joinRecord } from '../csv/record.ts';
import { anyOf, type Defect, targetsOf, valueOf, withValue } from './defect.ts';

const WAYS: readonly ((code: string) => string)[] = [
  (code) => code.slice(0, -1),
  (code) => code.toLowerCase(),
  (code) => code.replace('-', ''),
  (code) => code.replace('-', '_'),
];

/** A code that lost a digit, its capital or its hyphen. */
export const malformedCode: Defect = {
  kind: 'malformed_code',
  targets: (table) => targetsOf(table, ['code'], 'pattern'),
  inject: (record, { column }, dice) => {
    const code = valueOf(record, column);
    return code === '' ? undefined : joinRecord(withValue(record, column, anyOf(WAYS, dice)(code)));
  },
};
