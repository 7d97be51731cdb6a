import { expect, it } from 'vitest';
import { judgeExpiry } from './judge-expiry.ts';

const now = new Date('2026-11-30T00:00:00Z');

it.each([
  ['Jan  2 02:51:08 2028 GMT', 'ok', 'certificate is valid until 2028-01-02'],
  ['Dec 30 00:00:00 2026 GMT', 'ok', 'certificate is valid until 2026-12-30'],
  ['Dec 29 23:59:59 2026 GMT', 'warn', 'certificate expires on 2026-12-29, in 29 days'],
  ['Nov 29 23:59:59 2026 GMT', 'fail', 'certificate expired on 2026-11-29'],
  ['', 'unknown', 'does not say how long its certificate is valid ()'],
])('a certificate until "%s" is %s', (notAfter, status, message) => {
  expect(judgeExpiry(notAfter, now)).toMatchObject({ status, message });
});
