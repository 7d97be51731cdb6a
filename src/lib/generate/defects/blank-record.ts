import { joinRecord } from '../csv/record.ts';
import type { Defect } from './defect.ts';

/** Commas and nothing between them, as spreadsheets leave below a table. */
export const blankRecord: Defect = {
  kind: 'blank_record',
  targets: () => [{ rule: 'blank_record', column: null }],
  inject: (record) => joinRecord(record.fields.map(() => '')),
};
