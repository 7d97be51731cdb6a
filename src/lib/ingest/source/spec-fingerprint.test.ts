import { describe, expect, it } from 'vitest';
import { sourceSchema } from './source-schema.ts';
import { earlierSpecSha256, specSha256 } from './spec-fingerprint.ts';

const CODE = { name: 'code', type: 'text', charset: 'ascii', max_chars: 8 };

/** A file as a source describes it. */
function specOf(said: Readonly<Record<string, unknown>>) {
  const files = { codes: { match: 'codes.csv', columns: [CODE], ...said } };
  const spec = sourceSchema.parse({ source: 'codes', title: 'codes', files }).files['codes'];
  if (spec === undefined) throw new Error('the source has no such file');
  return spec;
}

describe('the fingerprint of what a source says of a file', () => {
  const plain = specSha256(specOf({}), null);

  it.each([
    ['a key of the file', { optional: false, encoding: 'utf-8', duplicates: 'reject' }],
    ['the dialect', { dialect: {} }],
    ['keys of the dialect', { dialect: { delimiter: ',', header: true } }],
    ['keys of a column', { columns: [{ ...CODE, trim: 'none', required: false, null_markers: [''] }] }],
    ['the budget', { max_rejects: '5%' }],
  ])('is the same with defaults left out and said: %s', (_what, said) => {
    expect(specSha256(specOf(said), null)).toBe(plain);
  });

  it.each([
    ['the encoding', { encoding: 'windows-1252' }],
    ['the dialect', { dialect: { delimiter: ';' } }],
    ['a column', { columns: [{ ...CODE, max_chars: 9 }] }],
    ['a rule', { columns: [{ ...CODE, required: true }] }],
    ['the key', { key: ['code'] }],
    ['the table', { into: 'codes' }],
  ])('is another one for another value: %s', (_what, said) => {
    expect(specSha256(specOf(said), null)).not.toBe(plain);
  });

  it('is another one for another definition of the table', () => {
    const spec = specOf({ into: 'codes' });
    expect(specSha256(spec, 'a')).not.toBe(specSha256(spec, 'b'));
  });

  it('is another one for another value in a lookup file, in whatever order its lines are', () => {
    const spec = specOf({ columns: [{ ...CODE, lookup: { file: 'codes.txt' } }] });
    const of = (...values: string[]) => specSha256(spec, null, new Map([['codes.txt', new Set(values)]]));
    expect(of('a', 'b')).toBe(of('b', 'a'));
    expect(of('a', 'b')).not.toBe(of('a', 'c'));
    expect(of('a')).not.toBe(specSha256(spec, null));
  });

  it('has the old form too, as it stands in ledgers', () => {
    // Written by aether 0.1.0 before defaults were left out.
    expect(earlierSpecSha256(specOf({ max_rejects: 7 }))).toBe(
      '82525245fb4ea1f3aa6d989cfa42eb1c3ff68070fdada8063c5d4f094b89fc7e',
    );
  });
});
