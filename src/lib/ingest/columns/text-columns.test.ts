import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { loadValue } from '../../../../test/support/load-value.ts';
import { columnDdl } from './column-ddl.ts';
import { columnSpec } from './column-spec.ts';
import { trimEnd, trimStart } from './white-space.ts';
import { createWordTable } from './word-table.ts';

function outcome(column: Record<string, unknown>, value: string | Buffer): string {
  const { loaded, rules } = loadValue(column, value);
  return loaded ?? rules.join();
}

function problems(column: Record<string, unknown>): string[] {
  const { error } = columnSpec.safeParse({ name: 'value', ...column });
  return (error?.issues ?? []).map(({ path, message }) => `${path.join('.')}: ${message}`);
}

describe('text', () => {
  it('keeps every byte, with the escapes of the row format', () => {
    expect(outcome({ type: 'text' }, ' a\tb\\c\r\nd"😀 ')).toBe(' a\\tb\\\\c\r\\nd"😀 ');
  });

  it('counts characters, not bytes', () => {
    expect(outcome({ type: 'text', max_chars: 3 }, 'éé😀')).toBe('éé😀');
    expect(outcome({ type: 'text', max_chars: 3 }, 'ééé😀')).toBe('length');
    expect(outcome({ type: 'text', min_chars: 3 }, 'éé')).toBe('length');
    expect(outcome({ type: 'text', min_chars: 2, on_fail: 'warn' }, 'é')).toBe('é');
  });

  it('finds the very byte that is not UTF-8', () => {
    const { violations } = loadValue({ type: 'text' }, Buffer.from('caf\xe9!', 'latin1'));
    expect(violations).toMatchObject([
      {
        rule: 'encoding',
        byteOffset: 6,
        reason: 'byte 0xE9 is not valid utf-8 here',
        column: 'value',
        field: 1,
      },
    ]);
  });

  it('tells a character outside ASCII from a byte that is none', () => {
    expect(outcome({ type: 'text', charset: 'ascii' }, 'é')).toBe('charset');
    expect(outcome({ type: 'text', charset: 'ascii' }, Buffer.of(0xe9))).toBe('encoding');
    expect(outcome({ type: 'text', charset: 'ascii', max_chars: 2 }, 'abc')).toBe('length');
    expect(outcome({ type: 'text', charset: 'ascii', min_chars: 2 }, 'a')).toBe('length');
  });

  it('is cleansed step by step', () => {
    const column = {
      type: 'text',
      trim: 'both',
      collapse_spaces: true,
      replace: [{ pattern: '^ref[.:] ?(.+)$', with: '$1' }],
      case: 'upper',
    };
    expect(outcome(column, '  ref: é  b\u00a0\u00a0c ')).toBe('É B C');
    expect(outcome({ ...column, replace: [{ pattern: 'n/a', with: '' }] }, 'n/a')).toBe('\\N');
    expect(outcome({ ...column, pattern: '^[A-Z]+$' }, 'abc')).toBe('ABC');
    expect(outcome({ ...column, pattern: '^[A-Z]+$' }, 'a1')).toBe('pattern');
  });

  it('is looked up in a list, or in a file that the caller has read', () => {
    expect(outcome({ type: 'text', lookup: ['BR', 'PT'] }, 'BR')).toBe('BR');
    expect(outcome({ type: 'text', lookup: ['BR', 'PT'] }, 'DE')).toBe('lookup');
    const lookups = new Map([['countries.txt', new Set(['DE'])]]);
    expect(loadValue({ type: 'text', lookup: { file: 'countries.txt' } }, 'DE', { lookups }).loaded).toBe(
      'DE',
    );
  });
});

describe('NULL', () => {
  it('is what a null marker says, quoted or not', () => {
    expect(outcome({ type: 'text' }, '')).toBe('\\N');
    expect(loadValue({ type: 'text' }, '', { quoted: false }).loaded).toBe('\\N');
    expect(outcome({ type: 'integer', null_markers: ['', 'NULL', '-'] }, ' - ')).toBe('\\N');
    expect(outcome({ type: 'text', null_markers: ['NULL'] }, '')).toBe('');
    expect(outcome({ type: 'text', quoted_null: false }, '')).toBe('');
    expect(loadValue({ type: 'text', quoted_null: false }, '', { quoted: false }).loaded).toBe('\\N');
  });

  it('is refused where a value is required, and replaced by a default', () => {
    expect(outcome({ type: 'text', required: true }, '')).toBe('required');
    expect(outcome({ type: 'decimal', precision: 5, scale: 2, required: true, default: '0' }, '')).toBe('0');
    expect(outcome({ type: 'enum', values: { a: 'alpha\t' }, default: 'a' }, '')).toBe('alpha\\t');
  });

  it('is loaded for a value that breaks a rule, where the column says so', () => {
    expect(loadValue({ type: 'integer', on_fail: 'null' }, 'x')).toMatchObject({
      loaded: '\\N',
      rules: ['type/null'],
    });
    expect(loadValue({ type: 'integer', on_fail: 'warn' }, 'x').rules).toEqual(['type']);
    expect(loadValue({ type: 'integer', max: 5, on_fail: 'warn' }, '6')).toMatchObject({
      loaded: '6',
      rules: ['range/warn'],
    });
  });
});

describe('enum, boolean and json', () => {
  it('loads the spelling of the source', () => {
    const column = { type: 'enum', values: ['Não', 'SIM'], case_insensitive: true };
    expect(outcome(column, 'NÃO')).toBe('Não');
    expect(outcome(column, 'sim')).toBe('SIM');
    expect(outcome(column, 'nao')).toBe('enum');
    expect(outcome({ type: 'enum', values: { '1': 'new', '2': 'used' } }, '2')).toBe('used');
  });

  it('reads words as truth', () => {
    expect(outcome({ type: 'boolean' }, 'TRUE')).toBe('1');
    expect(outcome({ type: 'boolean' }, 'n')).toBe('0');
    expect(outcome({ type: 'boolean' }, 'maybe')).toBe('type');
  });

  it('checks JSON and loads it as it is', () => {
    expect(outcome({ type: 'json' }, ' {"a": [1, "\\n"]} ')).toBe('{"a": [1, "\\\\n"]}');
    expect(outcome({ type: 'json' }, '{a: 1}')).toBe('type');
    expect(outcome({ type: 'json', kind: 'array' }, '{}')).toBe('type');
    expect(outcome({ type: 'json', kind: 'object' }, 'null')).toBe('type');
  });
});

describe('a column that makes no sense', () => {
  it.each([
    [{ type: 'text', default: 'ab', max_chars: 1 }, 'default: "ab" breaks the rules of its own column'],
    [{ type: 'text', required: true, on_fail: 'null' }, 'on_fail: a required column cannot load NULL'],
    [{ type: 'text', pattern: '(' }, 'pattern: is not a regular expression'],
    [{ type: 'decimal', precision: 2, scale: 3 }, 'scale: must not be greater than the precision'],
    [{ type: 'decimal', precision: 9, scale: 3, max: 1e30 }, 'max: must be a decimal number'],
    [{ type: 'integer', min: '1x' }, 'min: '],
    [{ type: 'date', max: 'tomorrow' }, 'max: must be a date such as'],
    [{ type: 'text', colour: 'red' }, 'Unrecognized key'],
    [{ name: 'No', type: 'text' }, 'name: lower-case letters'],
    [{ type: 'integer', min: 5, max: 1 }, 'max: is smaller than the minimum'],
    [{ type: 'datetime', min: '2020-01-01', max: '2019-12-31' }, 'max: is smaller than the minimum'],
    [{ type: 'text', min_chars: 5, max_chars: 1 }, 'max_chars: is smaller than min_chars'],
    [{ type: 'enum', values: ['a', 'A'], case_insensitive: true }, 'values: "A" occurs twice'],
  ])('%j is refused', (column, message) => {
    expect(problems(column)).toEqual([expect.stringContaining(message)]);
  });
});

describe('the staging column', () => {
  it.each([
    [
      { type: 'text', max_chars: 64, charset: 'ascii' },
      'VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NULL',
    ],
    [{ type: 'text', required: true }, 'LONGTEXT CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin NOT NULL'],
    [{ type: 'integer', unsigned: true, default: '0' }, 'BIGINT UNSIGNED NOT NULL'],
    [{ type: 'decimal', precision: 12, scale: 2 }, 'DECIMAL(12,2) NULL'],
    [{ type: 'datetime' }, 'DATETIME(6) NULL'],
    [
      { type: 'enum', values: ['a', 'été'] },
      'VARCHAR(3) CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin NULL',
    ],
    [{ type: 'boolean' }, 'TINYINT UNSIGNED NULL'],
  ])('of %j is %s', (column, ddl) => {
    expect(columnDdl(columnSpec.parse({ name: 'value', ...column }))).toBe(ddl);
  });
});

describe('trimming', () => {
  it('sees the same white space as String.trim', () => {
    const spaces = [
      ' ',
      '\t',
      '\n',
      '\v',
      '\f',
      '\r',
      '\u00a0',
      '\u1680',
      '\u2003',
      '\u2028',
      '\u202f',
      '\u3000',
      '\ufeff',
    ];
    const text = fc.string({
      unit: fc.constantFrom(...spaces, 'a', 'é', '\u00a1', '\u200b', '\u2080', '😀'),
    });
    fc.assert(
      fc.property(text, (value) => {
        const bytes = Buffer.from(`x${value}x`);
        const start = trimStart(bytes, 1, bytes.length - 1);
        const end = trimEnd(bytes, start, bytes.length - 1);
        expect(bytes.toString('utf8', start, end)).toBe(value.trim());
      }),
      { numRuns: 2000 },
    );
  });
});

describe('a table of words', () => {
  it('finds every word and nothing else', () => {
    const word = fc.string({ unit: fc.constantFrom('a', 'b', 'A', 'é'), maxLength: 4 });
    fc.assert(
      fc.property(fc.uniqueArray(word), word, (words, asked) => {
        const bytes = Buffer.from(`x${asked}x`);
        expect(createWordTable(words, false).find(bytes, 1, bytes.length - 1)).toBe(words.indexOf(asked));
        const folded = words.map((known) => known.toLowerCase());
        const found = createWordTable(words, true).find(bytes, 1, bytes.length - 1);
        expect(folded[found]).toBe(folded.includes(asked.toLowerCase()) ? asked.toLowerCase() : undefined);
      }),
      { numRuns: 2000 },
    );
  });
});
