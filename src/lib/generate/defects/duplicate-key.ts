import { joinRecord } from '../csv/record.ts';
import type { Defect } from './defect.ts';

/** A record that comes a second time. */
export const duplicateKey: Defect = {
  kind: 'duplicate_key',
  targets: ({ key }) => [{ rule: 'duplicate_key', column: key.join('+') }],
  inject: (record) => joinRecord(record.fields),
};
