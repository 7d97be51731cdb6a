import { joinRecord } from '../csv/record.ts';
import { anyOf, type Defect } from './defect.ts';

const WAYS: readonly ((fields: readonly string[]) => readonly string[])[] = [
  (fields) => fields.slice(0, -1),
  (fields) => [...fields, ''],
  (fields) => [...fields.slice(0, 1), '', ...fields.slice(1)],
];

/** A field too few, or one too many. */
export const wrongFieldCount: Defect = {
  kind: 'wrong_field_count',
  targets: () => [{ rule: 'field_count', column: null }],
  inject: (record, _target, dice) => joinRecord(anyOf(WAYS, dice)(record.fields)),
};
