import { expect, it } from 'vitest';
import { piiOfValue } from './pii-patterns.ts';

it.each([
  ['DE89370400440532013000', 'iban'],
  [' DE89 3704 0044 0532 0130 00 ', 'iban'],
  ['DE89 3704', undefined],
  ['4111111111111111', 'card_number'],
  [' 4111-1111 1111-1111 ', 'card_number'],
  ['4111111111111112', undefined],
  ['411111111111', undefined],
  ['a@example.org', 'email'],
  ['+49 30 1234567', 'phone'],
  ['10.0.0.1', 'ip_address'],
  ['shoes', undefined],
])('takes %j for %s', (text, kind) => {
  expect(piiOfValue(text)).toBe(kind);
});
