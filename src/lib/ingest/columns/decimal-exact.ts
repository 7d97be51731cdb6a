import { appendAscii } from '../encode/append-bytes.ts';
import type { RowBuffer } from '../encode/row-buffer.ts';
import { CANNOT_STORE, Verdict } from './value-rule.ts';

/** Bounds of a decimal column, all multiplied by 10^scale so that they are whole. */
export interface DecimalLimits {
  readonly scale: number;
  readonly min: bigint;
  readonly max: bigint;
  /** The largest magnitude that DECIMAL(precision, scale) holds. */
  readonly column: bigint;
  /** The same in doubles: near enough, since a value of more than EXACT_DIGITS is never compared with them. */
  readonly lowest: number;
  readonly highest: number;
  readonly columnHighest: number;
}

export interface DecimalRange {
  readonly precision: number;
  readonly scale: number;
  readonly min?: number | string | undefined;
  readonly max?: number | string | undefined;
}

export function decimalLimits({ precision, scale, min, max }: DecimalRange): DecimalLimits {
  const column = 10n ** BigInt(precision) - 1n;
  const bounds = {
    min: min === undefined ? -column : toScaled(String(min), scale),
    max: max === undefined ? column : toScaled(String(max), scale),
  };
  return {
    ...bounds,
    scale,
    column,
    lowest: Number(bounds.min),
    highest: Number(bounds.max),
    columnHighest: Number(column),
  };
}

function toScaled(text: string, scale: number): bigint {
  const negative = text.startsWith('-');
  const [whole = '', fraction = ''] = text.slice(negative ? 1 : 0).split('.');
  return scaleDigits({ negative, whole, fraction }, scale);
}

export interface DecimalDigits {
  readonly negative: boolean;
  readonly whole: string;
  readonly fraction: string;
}

/** The number times 10^scale; digits beyond the scale round it half away from zero, as MariaDB does. */
function scaleDigits({ negative, whole, fraction }: DecimalDigits, scale: number): bigint {
  const kept = BigInt(whole + fraction.slice(0, scale).padEnd(scale, '0'));
  const magnitude = (fraction[scale] ?? '0') >= '5' ? kept + 1n : kept;
  return negative ? -magnitude : magnitude;
}

/** For numbers too long for a double, or to be rounded; `whole` has no leading zeros. */
export function writeExactly(digits: DecimalDigits, limits: DecimalLimits, out: RowBuffer): number {
  const { scale, column } = limits;
  if (digits.whole.length > column.toString().length) return Verdict.RANGE | CANNOT_STORE;
  const value = scaleDigits(digits, scale);
  if (value > column || value < -column) return Verdict.RANGE | CANNOT_STORE;
  appendAscii(out, formatScaled(value, scale));
  return value < limits.min || value > limits.max ? Verdict.RANGE : Verdict.OK;
}

function formatScaled(value: bigint, scale: number): string {
  const sign = value < 0n ? '-' : '';
  const digits = (value < 0n ? -value : value).toString().padStart(scale + 1, '0');
  const whole = digits.slice(0, digits.length - scale);
  return scale === 0 ? sign + whole : `${sign}${whole}.${digits.slice(-scale)}`;
}
