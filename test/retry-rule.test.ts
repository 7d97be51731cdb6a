import { AssertionError } from 'node:assert';
import { expect, it } from 'vitest';
import { isOutage } from './support/retry-rule.ts';

const failed = (message: string) => new Error(message);
const compared = (message: string) => new AssertionError({ message });

it.each(['not within 60 s: it is up', 'Test timed out in 400000ms.', 'read ECONNRESET'])(
  'gives a second try to an outage: %s',
  (message) => {
    expect(isOutage([failed(message)])).toBe(true);
  },
);

it('gives none to a failure of another kind', () => {
  expect(isOutage([failed('Cannot read properties of undefined')])).toBe(false);
  expect(isOutage([])).toBe(false);
});

it('gives none to a comparison, whatever text it compares', () => {
  expect(isOutage([compared("expected 'timed out' to be 'ok'")])).toBe(false);
});

it('gives none to a comparison that failed before the test was cleaned up in vain', () => {
  expect(isOutage([compared('expected 1 to be 2'), failed('not within 60 s: it is down')])).toBe(false);
});
