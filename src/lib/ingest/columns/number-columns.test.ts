import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { loadValue } from '../../../../test/support/load-value.ts';

/** What is loaded for a value, or the rule that it breaks. */
function outcome(column: Record<string, unknown>, value: string): string {
  const { loaded, rules } = loadValue(column, value);
  return loaded ?? rules.join();
}

describe('integer', () => {
  it.each([
    ['0', '0'],
    ['-12', '-12'],
    [' 7 ', '7'],
    ['+5', '5'],
    ['007', '7'],
    ['-000', '0'],
    ['00000000000000000000000000001', '1'],
    ['9223372036854775807', '9223372036854775807'],
    ['-9223372036854775808', '-9223372036854775808'],
    ['9223372036854775808', 'range'],
    ['99999999999999999999999', 'range'],
    ['1.0', 'type'],
    ['1e3', 'type'],
    ['-', 'type'],
    ['+', 'type'],
    ['1 2', 'type'],
    ['0x10', 'type'],
    ['١٢', 'type'],
  ])('%j gives %s', (value, expected) => {
    expect(outcome({ type: 'integer' }, value)).toBe(expected);
  });

  it('keeps to its bounds, also where a double cannot tell them apart', () => {
    expect(outcome({ type: 'integer', min: 1, max: 5 }, '6')).toBe('range');
    expect(outcome({ type: 'integer', min: 1, max: 5 }, '5')).toBe('5');
    expect(outcome({ type: 'integer', max: '9007199254740992' }, '9007199254740993')).toBe('range');
    expect(outcome({ type: 'integer', unsigned: true }, '-1')).toBe('range');
    expect(outcome({ type: 'integer', unsigned: true }, '18446744073709551615')).toBe('18446744073709551615');
  });

  it('agrees with BigInt on every whole number', () => {
    const bound = 2n ** 70n;
    fc.assert(
      fc.property(fc.bigInt({ min: -bound, max: bound }), fc.nat(3), (value, zeros) => {
        const text = value.toString().replace(/\d/u, (digit) => '0'.repeat(zeros) + digit);
        const fits = value >= -(2n ** 63n) && value < 2n ** 63n;
        expect(outcome({ type: 'integer' }, text)).toBe(fits ? value.toString() : 'range');
      }),
    );
  });
});

describe('any number', () => {
  it('of a million zeros is refused at once', () => {
    const zeros = `${'0'.repeat(1_000_000)}x`;
    const types = [{ type: 'integer' }, { type: 'decimal', precision: 9, scale: 2 }, { type: 'float' }];
    expect(types.map((column) => outcome(column, zeros))).toEqual(['type', 'type', 'type']);
  });
});

describe('decimal', () => {
  const money = { type: 'decimal', precision: 12, scale: 2 };

  it.each([
    ['12.50', '12.50'],
    ['-0.5', '-0.5'],
    ['0', '0'],
    ['-0.00', '0.00'],
    ['.5', '0.50'],
    ['7.', '7.00'],
    ['+1', '1.00'],
    ['0012.3', '12.30'],
    ['1.500000', '1.50'],
    ['1.005', 'scale'],
    ['9999999999.99', '9999999999.99'],
    ['10000000000', 'range'],
    ['-10000000000', 'range'],
    ['1,5', 'type'],
    ['1.2.3', 'type'],
    ['.', 'type'],
    ['-', 'type'],
    ['1e3', 'type'],
    ['NaN', 'type'],
  ])('%j gives %s', (value, expected) => {
    expect(outcome(money, value)).toBe(expected);
  });

  it('reads other marks', () => {
    const german = { ...money, decimal_mark: ',', thousands_mark: '.' };
    expect(outcome(german, '1.234.567,8')).toBe('1234567.80');
    expect(outcome(german, '-1.234')).toBe('-1234.00');
    expect(outcome(german, '12,5')).toBe('12.5');
    expect(outcome(german, '1.23,5')).toBe('type');
    expect(outcome(german, '1234.567')).toBe('type');
    expect(outcome({ ...money, thousands_mark: ',' }, '1,234.5')).toBe('1234.50');
  });

  it('rounds half away from zero where it is told to', () => {
    const rounded = { ...money, excess_digits: 'round' };
    expect(outcome(rounded, '1.005')).toBe('1.01');
    expect(outcome(rounded, '-1.005')).toBe('-1.01');
    expect(outcome(rounded, '1.00499999999999999999')).toBe('1.00');
    expect(outcome(rounded, '9999999999.995')).toBe('range');
  });

  it('keeps to its bounds', () => {
    expect(outcome({ ...money, min: 0 }, '-0.01')).toBe('range');
    expect(outcome({ ...money, min: 0 }, '0.00')).toBe('0.00');
    expect(outcome({ ...money, max: '10.5' }, '10.51')).toBe('range');
    const wide = { type: 'decimal', precision: 38, scale: 20, max: 90 };
    expect(outcome(wide, '89.99999999999999999999')).toBe('89.99999999999999999999');
    expect(outcome(wide, '90.00000000000000000001')).toBe('range');
    expect(outcome(wide, '1234567890123456789.5')).toBe('range');
  });

  it('never changes a value that it accepts', () => {
    const column = { type: 'decimal', precision: 18, scale: 6, null_markers: [] };
    fc.assert(
      fc.property(fc.stringMatching(/^-?\d{0,18}\.?\d{0,8}$/u), (text) => {
        const { whole, fraction } = shortest(text);
        const broken = [
          /\d/u.test(text) ? [] : 'type',
          fraction.length > 6 ? 'scale' : [],
          whole.length > 12 ? 'range' : [],
        ].flat();
        const { loaded, rules } = loadValue(column, text);
        expect(rules).toEqual(broken.slice(0, 1));
        if (loaded !== undefined) expect(shortest(loaded)).toEqual(shortest(text));
      }),
      { numRuns: 2000 },
    );
  });
});

/** The parts of a number without zeros that mean nothing, so that equal numbers have equal parts. */
function shortest(text: string): { sign: string; whole: string; fraction: string } {
  const [, sign = '', whole = '', fraction = ''] = /^(-?)0*(\d*)\.?(\d*?)0*$/u.exec(text) ?? [];
  return { sign: whole + fraction === '' ? '' : sign, whole, fraction };
}

describe('float', () => {
  it.each([
    ['-23.548945985189434', '-23.548945985189434'],
    ['1e3', '1e3'],
    ['-.5E-3', '-.5E-3'],
    ['90', '90'],
    ['1000.0000000000001', 'range'],
    ['-91', 'range'],
    ['1e999', 'range'],
    ['Infinity', 'type'],
    ['0x10', 'type'],
    ['1.2.3', 'type'],
    ['e5', 'type'],
  ])('%j gives %s', (value, expected) => {
    expect(outcome({ type: 'float', min: -90, max: 1000 }, value)).toBe(expected);
  });

  it('judges values close to a bound as JavaScript does', () => {
    const near = fc.double({ min: 89.999_999_999, max: 90.000_000_001, noNaN: true });
    fc.assert(
      fc.property(fc.oneof(near, fc.double({ min: -1000, max: 1000, noNaN: true })), (value) => {
        const expected = value >= -90 && value <= 90 ? String(value) : 'range';
        expect(outcome({ type: 'float', min: -90, max: 90 }, String(value))).toBe(expected);
      }),
      { numRuns: 2000 },
    );
  });
});
