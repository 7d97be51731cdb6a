import { joinRecord } from '../csv/record.ts';
import { columnsOf, type Defect, valueOf, withValue } from './defect.ts';

/** A NUL byte in a text, as broken exports leave it. */
export const nulByte: Defect = {
  kind: 'nul_byte',
  targets: () => [{ rule: 'nul_byte', column: null }],
  inject: (record, _target, dice) => {
    const columns = columnsOf(record.table, ['text', 'code', 'ascii', 'integer', 'money']);
    const column = columns[dice(columns.length)]?.name ?? null;
    return joinRecord(withValue(record, column, `${valueOf(record, column)}\0`));
  },
};
