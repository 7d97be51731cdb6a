import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compileSimplePattern } from './simple-pattern.ts';

/** Applies a compiled pattern to a value that other bytes surround. */
function apply(pattern: ReturnType<typeof compileSimplePattern>, value: string): boolean | undefined {
  const bytes = Buffer.from(`x${value}x`);
  return pattern?.(bytes, 1, bytes.length - 1);
}

function matches(pattern: string, value: string): boolean | undefined {
  return apply(compileSimplePattern(pattern), value);
}

describe('compileSimplePattern', () => {
  it.each([
    ['^[0-9a-f]{32}$', '0009792311464db532ff765bf7b182ae', true],
    ['^[0-9a-f]{32}$', '0009792311464db532ff765bf7b182aE', false],
    ['^[0-9a-f]{32}$', '0009792311464db532ff765bf7b182a', false],
    [String.raw`^\d{5}-\d{3}$`, '04482-255', true],
    [String.raw`^[A-Z]{2,3}\d+$`, 'ABC12', true],
    [String.raw`^[A-Z]{2,3}\d+$`, 'ABCD12', false],
    [String.raw`^\w+@[\w-]+\.com$`, 'a_1@b-c.com', true],
    [String.raw`^\w+$`, 'é', false],
    ['^-?[0-9]*$', '-12', true],
    ['^$', '', true],
  ])('%s on %j is %s', (pattern, value, expected) => {
    expect(matches(pattern, value)).toBe(expected);
  });

  it.each([
    'abc',
    '^a|b$',
    '^(a)$',
    '^[^a]$',
    '^.$',
    '^a+ab$',
    '^a?a$',
    '^a*b?a$',
    '^a+?b$',
    String.raw`^\s$`,
    '^é$',
    String.raw`^a\$`,
  ])('leaves %s to the regular expression', (pattern) => {
    expect(compileSimplePattern(pattern)).toBeUndefined();
  });

  it('agrees with the regular expression wherever it takes the pattern', () => {
    const atom = fc.constantFrom(
      'a',
      '[ab]',
      '[b-c]',
      String.raw`\d`,
      String.raw`\w`,
      '-',
      String.raw`\.`,
      '[a.-]',
      '_',
    );
    const repeat = fc.constantFrom('', '', '?', '*', '+', '{2}', '{1,2}', '{2,}', '{0}', '{0,1}');
    const pattern = fc
      .array(fc.tuple(atom, repeat), { maxLength: 4 })
      .map((atoms) => `^${atoms.map((parts) => parts.join('')).join('')}$`);
    const value = fc.string({
      unit: fc.constantFrom('a', 'b', 'c', '1', '-', '.', '_', 'é', '\n'),
      maxLength: 6,
    });
    let taken = 0;
    fc.assert(
      fc.property(pattern, fc.array(value, { minLength: 20, maxLength: 20 }), (source, values) => {
        const compiled = compileSimplePattern(source);
        if (compiled === undefined) return;
        taken += 1;
        const expression = new RegExp(source, 'u');
        const answers = values.map((text) => apply(compiled, text));
        expect(answers).toEqual(values.map((text) => expression.test(text)));
      }),
      { numRuns: 3000 },
    );
    expect(taken).toBeGreaterThan(1000);
  });
});
