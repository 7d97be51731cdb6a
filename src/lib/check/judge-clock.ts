import { clockSkew } from '../core/clock-skew.ts';
import type { Finding } from './check.ts';

/** Leases, audit and replication lag compare clocks; NTP keeps them within some milliseconds. */
const WARN_SECONDS = 1;
const FAIL_SECONDS = 5;

/** Compares a clock with this machine's, all in seconds since 1970: it was read between `before` and `after`. */
export function judgeClock(before: number, read: number, after: number): Omit<Finding, 'host'> {
  if (Number.isNaN(read))
    return { status: 'unknown', message: 'does not report its time', hint: 'look at what "date" says there' };
  const skew = Math.abs(clockSkew(before, read, after));
  const message = `${skew < 0.001 ? 'no skew' : `${skew.toFixed(3)} s of skew`} against this machine`;
  if (skew < WARN_SECONDS) return { status: 'ok', message };
  return {
    status: skew < FAIL_SECONDS ? 'warn' : 'fail',
    message,
    hint: 'check chronyc tracking on both machines',
  };
}
