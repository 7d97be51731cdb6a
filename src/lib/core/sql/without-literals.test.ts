import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { stringLiterals, withoutLiterals } from './without-literals.ts';

describe('a statement without its literals', () => {
  it.each([
    ["INSERT INTO t (a, b) VALUES ('x', 12.5e3)", 'INSERT INTO t (a, b) VALUES (?, ?)'],
    ["SELECT *\n  FROM `o'1` -- of 'x'\n WHERE a = 'it''s' /* y */", "SELECT * FROM `o'1` WHERE a = ?"],
    ['SELECT 0xCAFE, "d\\"q", _utf8mb4\'x\', 2024_orders', 'SELECT ?, ?, _utf8mb4?, 2024_orders'],
    ["SELECT /*!50000 'x' */ 1", 'SELECT /*!50000 ? */ ?'],
    ["INSERT INTO t VALUES ('cut off in the mid…", 'INSERT INTO t VALUES (?'],
    ['', ''],
  ])('%s', (statement, expected) => {
    expect(withoutLiterals(statement)).toBe(expected);
  });

  it('never shows a string, however it is quoted', () => {
    const quoted = fc.tuple(fc.string(), fc.constantFrom("'", '"')).map(([text, quote]) => {
      const inside = text.replaceAll('\\', '\\\\').replaceAll(quote, quote + quote);
      return `${quote}secret${inside}secret${quote}`;
    });
    fc.assert(
      fc.property(fc.array(quoted, { minLength: 1 }), (strings) => {
        expect(withoutLiterals(`INSERT INTO t VALUES (${strings.join(', ')})`)).not.toContain('secret');
      }),
    );
  });

  it('is cut where it is too long', () => {
    const shown = withoutLiterals(`SELECT ${'a_column, '.repeat(1000)}b`);
    expect(shown).toHaveLength(2001);
    expect(shown.endsWith('…')).toBe(true);
  });
});

it('finds the strings of a statement', () => {
  expect(stringLiterals("SELECT 'a', \"b\", `c`, 1 -- 'd'")).toEqual(['a', 'b']);
});
