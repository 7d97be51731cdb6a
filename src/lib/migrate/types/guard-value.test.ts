import { expect, it } from 'vitest';
import { createMigrateKeys } from '../keys/migrate-keys.ts';
import type { Guard, GuardedColumn } from '../mapping/compiled-mapping.ts';
import { guardedText, guardedValue, guardText } from './guard-value.ts';

const keys = createMigrateKeys('a secret of more than thirty-two characters');
const guarded = (guard: Guard) => ({ guard }) as GuardedColumn;
const token = (domain: string) => guarded({ action: 'token', domain });

it('gives equal values of one domain equal tokens, and others others', () => {
  const text = 'anna@example.org';
  const made = guardText(token('person'), text, keys);
  expect(made).toMatch(/^[\w-]{32}$/);
  expect(guardText(token('person'), text, keys)).toBe(made);
  expect(guardText(token('email'), text, keys)).not.toBe(made);
  expect(guardText(token('person'), 'Anna@example.org', keys)).not.toBe(made);
  expect(guardText(token('person'), text, createMigrateKeys('b'.repeat(32)))).not.toBe(made);
});

it.each<[Guard, string, unknown]>([
  [{ action: 'redact' }, 'anything', '[redacted]'],
  [{ action: 'year' }, '1987-06-05', new Date('1987-01-01T00:00:00Z')],
  [{ action: 'month' }, '1987-06-05 11:12:13.000001', new Date('1987-06-01T00:00:00Z')],
])('replaces by %o, and reads that back', (guard, text, value) => {
  const replaced = guardText(guarded(guard), text, undefined);
  expect(guardedValue(guarded(guard), replaced)).toEqual(value);
  expect(guardedText(guarded(guard), value)).toBe(replaced);
});

it('does not take one type for another, nor a day for a moment', () => {
  expect(guardedText(guarded({ action: 'year' }), '1987-01-01')).toBeUndefined();
  expect(guardedText(guarded({ action: 'year' }), new Date(Number.NaN))).toBeUndefined();
  expect(guardedText(guarded({ action: 'year' }), new Date('1987-01-01T00:00:00.001Z'))).not.toBe(
    '1987-01-01',
  );
  expect(guardedText(token('x'), new Date())).toBeUndefined();
});

it('says with its id which key it is, and not what it is', () => {
  expect(keys.id).toMatch(/^[0-9a-f]{16}$/);
  expect(createMigrateKeys('b'.repeat(32)).id).not.toBe(keys.id);
});
