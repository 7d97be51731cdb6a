import type { KeepsValue } from '../columns/cell-fit.ts';
import { checked, type Fit, type FitRule, KEPT, refused } from './fit.ts';
import { type Digits, digitsOf, fractionDigits } from './number-digits.ts';

/** Decimal digits that always come back from a FLOAT and from a DOUBLE: FLT_DIG and DBL_DIG of C. */
const FLOAT_DIGITS = 6;
const DOUBLE_DIGITS = 15;

/** The smallest FLOAT with all its digits: FLT_MIN of C. */
const SMALLEST_FLOAT = 1.175_494_350_822_287_5e-38;

const AS_NUMBER = 'declare the column as a number in the source, or load it staged and cast it in a step';

/** TINYINT to BIGINT: the server rounds a fraction without a word. */
export const fitInteger: FitRule = (spec) => fitScale(spec, 0);

/** DECIMAL: digits beyond the scale are rounded. */
export const fitDecimal: FitRule = (spec, { scale }) => fitScale(spec, scale ?? 0);

function fitScale(spec: Parameters<FitRule>[0], scale: number): Fit {
  if (spec.type === 'integer' || spec.type === 'boolean') return KEPT;
  if (spec.type === 'decimal') return spec.scale <= scale ? KEPT : checked(withinScale(scale));
  return spec.type === 'float' ? checked(withinScale(scale)) : refused(AS_NUMBER);
}

/** FLOAT and DOUBLE, also with a number of decimals. */
export const fitFloating: FitRule = (spec, { base, scale }) => {
  if (!['integer', 'boolean', 'decimal', 'float'].includes(spec.type)) return refused(AS_NUMBER);
  if (spec.type === 'boolean') return KEPT;
  const keeps = base === 'float' ? floatKeeps : spec.type === 'float' ? undefined : doubleKeeps;
  if (scale === null) return keeps === undefined ? KEPT : checked(keeps);
  const within = withinScale(scale);
  return checked((bytes, start, end) => within(bytes, start, end) && keeps?.(bytes, start, end) !== false);
};

/** BIT: the text of a number is taken for the bits of its characters, so the server is made to convert it. */
export const fitBit: FitRule = ({ type }) =>
  type === 'integer' || type === 'boolean' ? { kind: 'kept', isNumber: true } : refused(AS_NUMBER);

/** YEAR: 1 to 99 and the text 0 become years of this century and the last one. */
export const fitYear: FitRule = ({ type }, { length }) =>
  type === 'integer' && length !== 2
    ? checked((bytes, start, end) => {
        const year = Number(bytes.toString('latin1', start, end));
        return year >= 1901 && year <= 2155;
      })
    : refused('declare the column as an integer, the four digits of the year, or cast it in a step');

function withinScale(scale: number): KeepsValue {
  return (bytes, start, end) => {
    const digits = digitsOf(bytes.toString('latin1', start, end));
    return digits !== undefined && fractionDigits(digits) <= scale;
  };
}

const floatKeeps: KeepsValue = (bytes, start, end) => {
  const text = bytes.toString('latin1', start, end);
  const digits = digitsOf(text);
  if (digits === undefined) return false;
  const value = Number(text);
  if (value !== 0 && Math.abs(value) < SMALLEST_FLOAT) return false;
  return (
    digits.significant.length <= FLOAT_DIGITS || (Math.fround(value) === value && isExact(digits, value))
  );
};

const doubleKeeps: KeepsValue = (bytes, start, end) => {
  const text = bytes.toString('latin1', start, end);
  const digits = digitsOf(text);
  if (digits === undefined) return false;
  return digits.significant.length <= DOUBLE_DIGITS || isExact(digits, Number(text));
};

/** Whether the double nearest to a decimal number is written with the same digits again. */
function isExact({ significant, power }: Digits, value: number): boolean {
  const shortest = digitsOf(String(value));
  return shortest?.significant === significant && shortest.power === power;
}
