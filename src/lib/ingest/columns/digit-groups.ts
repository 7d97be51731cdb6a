import type { CellWriter } from './column-behaviour.ts';
import { CANNOT_STORE, Verdict } from './value-rule.ts';

/** Takes the marks between groups of three digits out of a number before it is read: 1.234.567,89 and 12,5 alike. */
export function acceptGrouped(thousandsMark: string, decimalMark: string, write: CellWriter): CellWriter {
  const mark = thousandsMark.charCodeAt(0);
  const grouped = new RegExp(`^[+-]?\\d{1,3}(?:[${thousandsMark}]\\d{3})+(?:[${decimalMark}]\\d*)?$`, 'u');
  return (source, start, end, out) => {
    if (!holds(source, start, end, mark)) return write(source, start, end, out);
    const text = source.toString('latin1', start, end);
    if (!grouped.test(text)) return Verdict.TYPE | CANNOT_STORE;
    const plain = Buffer.from(text.replaceAll(thousandsMark, ''), 'latin1');
    return write(plain, 0, plain.length, out);
  };
}

function holds(source: Buffer, start: number, end: number, byte: number): boolean {
  for (let at = start; at < end; at += 1) if (source[at] === byte) return true;
  return false;
}
