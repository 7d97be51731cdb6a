import { formatNumberOf } from '../core/units.ts';
import type { Finding } from './check.ts';

/** "aether provision" signs a new certificate much earlier: one that is this old was not renewed. */
const WARN_DAYS = 30;
const DAY_MS = 86_400_000;

/** Judges the end of a certificate, as the server prints it: `Jan  2 02:51:08 2028 GMT`. */
export function judgeExpiry(notAfter: string, now: Date): Omit<Finding, 'host'> {
  const end = new Date(notAfter);
  if (Number.isNaN(end.getTime()))
    return { status: 'unknown', message: `does not say how long its certificate is valid (${notAfter})` };
  const day = end.toISOString().slice(0, 10);
  const days = Math.floor((end.getTime() - now.getTime()) / DAY_MS);
  if (days >= WARN_DAYS) return { status: 'ok', message: `certificate is valid until ${day}` };
  return {
    status: days < 0 ? 'fail' : 'warn',
    message:
      days < 0
        ? `certificate expired on ${day}`
        : `certificate expires on ${day}, in ${formatNumberOf(days, 'day')}`,
    hint: 'run "aether provision", which signs a new one',
  };
}
