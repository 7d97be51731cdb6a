import type { ColumnSpec } from '../../src/lib/ingest/columns/column-spec.ts';

/** What the server gives back of a value. */
export interface StoredValue {
  readonly text: string;
  /** Of a FLOAT, which is shown with six digits: all of them. */
  readonly exact: string | null;
}

/** Whether a stored value is the one of the file; worked out another way than the rules of the product do. */
export function isSameValue(
  type: ColumnSpec['type'],
  target: string,
  file: string,
  stored: StoredValue,
): boolean {
  const read = readerFor(type, target);
  const wanted = read(file);
  return read(stored.text) === wanted || (stored.exact !== null && read(stored.exact) === wanted);
}

type Reader = (text: string) => string | number;

function readerFor(type: ColumnSpec['type'], target: string): Reader {
  if (type === 'float') return (text) => Number(text) + 0;
  if (type === 'boolean')
    return (text) => (['1', 'yes'].includes(text.replace(/(?<=^1)\.0+$|^0+(?=1$)/g, '')) ? 1 : 0);
  if (type === 'integer' || type === 'decimal') return exactNumber;
  if (type === 'date' || type === 'datetime') return moment;
  if (target.startsWith('time')) return clock;
  if (target === 'uuid') return (text) => text.toLowerCase();
  return (text) => text;
}

/** As a whole number of 10^-40. */
function exactNumber(text: string): string {
  const [mantissa = '', exponent = '0'] = text.toLowerCase().split('e');
  const [whole = '', fraction = ''] = mantissa.replace(/^[+-]/, '').split('.');
  const places = 400 + Number(exponent);
  const digits = (whole + fraction).padEnd(whole.length + places, '0');
  const value = BigInt(digits || '0');
  return `${mantissa.startsWith('-') && value !== 0n ? '-' : ''}${value}/${Math.max(0, fraction.length - places)}`;
}

function moment(text: string): string {
  const [day = '', time = '00:00:00'] = text.split(' ');
  const [clockTime = '', fraction = ''] = time.split('.');
  return `${day} ${clockTime}.${fraction.padEnd(6, '0')}`;
}

function clock(text: string): string {
  const [time = '', fraction = ''] = text.split('.');
  return `${time.replace(/^(-?)0+(?=\d\d:)/, '$1')}.${fraction.padEnd(6, '0')}`;
}
