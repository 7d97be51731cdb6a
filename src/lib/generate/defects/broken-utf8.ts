import { joinRecord } from '../csv/record.ts';
import { anyOf, type Defect, targetsOf, valueOf, withValue } from './defect.ts';

/** Stands in for the bytes until the record is encoded; no text of the shop holds this private character. */
const PLACEHOLDER = '\uE000';

/** A Latin-1 letter, a sequence that is cut off, a byte that UTF-8 never has, a zero written too long. */
const BYTES = [Buffer.of(0xe9), Buffer.of(0xc3), Buffer.of(0xff), Buffer.of(0xc0, 0x80)];

/** A byte that is not UTF-8 at its place. */
export const brokenUtf8: Defect = {
  kind: 'broken_utf8',
  targets: (table) => targetsOf(table, ['text', 'code', 'ascii'], 'encoding'),
  inject: (record, { column }, dice) => {
    const value = valueOf(record, column);
    if (value === '') return undefined;
    const middle = value.length >> 1;
    const marked = joinRecord(
      withValue(record, column, value.slice(0, middle) + PLACEHOLDER + value.slice(middle)),
    );
    const at = marked.indexOf(PLACEHOLDER);
    const behind = at + Buffer.byteLength(PLACEHOLDER);
    return Buffer.concat([marked.subarray(0, at), anyOf(BYTES, dice), marked.subarray(behind)]);
  },
};
