import { ERROR_CODES } from '../core/error-codes.ts';
import type { AetherError } from '../core/errors.ts';
import type { Finding } from './check.ts';

/** What could not be looked at: why, where the environment file says so, and what to do about it. */
export function unknownFinding(host: string | null, error: AetherError): Finding {
  const { code, location, message, hint = ERROR_CODES[code].remedy } = error;
  const place = location === undefined ? '' : ` at ${location.file}:${location.line}:${location.column}`;
  return { host, status: 'unknown', message: `${message.replaceAll(/\s*\n\s*/g, ' ')}${place}`, hint };
}
