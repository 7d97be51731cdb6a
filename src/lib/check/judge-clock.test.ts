import { expect, it } from 'vitest';
import { judgeClock } from './judge-clock.ts';

it.each([
  ['between the two moments', 102, 'ok', 'no skew against this machine'],
  ['slightly outside', 103.5, 'ok', '0.500 s of skew against this machine'],
  ['a second behind', 98.5, 'warn', '1.500 s of skew against this machine'],
  ['far ahead', 113, 'fail', '10.000 s of skew against this machine'],
  ['not readable', Number.NaN, 'unknown', 'does not report its time'],
])('a clock that is %s', (_what, read, status, message) => {
  expect(judgeClock(100, read, 103)).toMatchObject({ status, message });
});
