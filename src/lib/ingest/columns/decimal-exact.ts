import { appendAsciiText } from '../encode/append-bytes.ts';
import type { CellWriter } from './column-behaviour.ts';
import { LONGEST_NUMBER } from './digits.ts';
import { CANNOT_STORE, Verdict } from './value-rule.ts';

/** A decimal column: bounds are multiplied by 10^scale, so that they are whole. */
export interface DecimalShape {
  readonly scale: number;
  readonly mark: string;
  readonly thousandsMark: string | undefined;
  readonly rounds: boolean;
  readonly min: bigint;
  readonly max: bigint;
  /** The largest magnitude that DECIMAL(precision, scale) holds. */
  readonly greatest: bigint;
  /** Digits before the mark that it holds. */
  readonly wholeDigits: number;
}

/**
 * Writes numbers of any form and length: +1.234.567,80 or .5 or 65 digits. Slow, for what the fast path of a decimal
 * column leaves over.
 */
export function exactDecimalWriter(shape: DecimalShape): CellWriter {
  const decimal = new RegExp(`^[+-]?(?:\\d+(?:[${shape.mark}]\\d*)?|[${shape.mark}]\\d+)$`, 'u');
  const { thousandsMark } = shape;
  const grouped = new RegExp(`^[+-]?\\d{1,3}(?:[${thousandsMark}]\\d{3})+(?:[${shape.mark}]\\d*)?$`, 'u');
  return (source, start, end, out) => {
    if (end - start > LONGEST_NUMBER) return Verdict.TYPE | CANNOT_STORE;
    let text = source.toString('latin1', start, end);
    if (thousandsMark !== undefined && grouped.test(text)) text = text.replaceAll(thousandsMark, '');
    if (!decimal.test(text)) return Verdict.TYPE | CANNOT_STORE;
    const digits = text.replace(shape.mark, '.');
    if (!shape.rounds && fractionDigits(digits) > shape.scale) return Verdict.SCALE | CANNOT_STORE;
    const value = toScaled(digits, shape.scale);
    if (value > shape.greatest || value < -shape.greatest) return Verdict.RANGE | CANNOT_STORE;
    appendAsciiText(out, formatScaled(value, shape.scale));
    return value < shape.min || value > shape.max ? Verdict.RANGE : Verdict.OK;
  };
}

/** Digits after the point that are not zeros at the end. */
function fractionDigits(text: string): number {
  const point = text.indexOf('.');
  return point < 0 ? 0 : text.replace(/0+$/u, '').length - point - 1;
}

/** The number times 10^scale; digits beyond the scale round it half away from zero, as MariaDB does. */
export function toScaled(text: string, scale: number): bigint {
  const [whole = '', fraction = ''] = text.replace(/^[+-]/u, '').split('.');
  const kept = BigInt(whole + fraction.slice(0, scale).padEnd(scale, '0'));
  const magnitude = (fraction[scale] ?? '0') >= '5' ? kept + 1n : kept;
  return text.startsWith('-') ? -magnitude : magnitude;
}

function formatScaled(value: bigint, scale: number): string {
  const sign = value < 0n ? '-' : '';
  const digits = (value < 0n ? -value : value).toString().padStart(scale + 1, '0');
  const whole = digits.slice(0, digits.length - scale);
  return scale === 0 ? sign + whole : `${sign}${whole}.${digits.slice(-scale)}`;
}
