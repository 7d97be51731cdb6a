import { AetherError } from '../../core/errors.ts';
import type { GuardedColumn } from '../mapping/compiled-mapping.ts';
import type { MigrateKeys } from '../keys/migrate-keys.ts';
import { toDate } from './document-type.ts';

/** In a document in place of a value: whoever reads it learns that there is one, and nothing else. */
export const REDACTED = '[redacted]';

/** The text that takes the place of a value, from the text that MariaDB or its driver makes of it. */
export function guardText({ guard }: GuardedColumn, text: string, keys: MigrateKeys | undefined): string {
  switch (guard.action) {
    case 'redact':
      return REDACTED;
    case 'year':
      return `${text.slice(0, 4)}-01-01`;
    case 'month':
      return `${text.slice(0, 7)}-01`;
    case 'token':
      // Opening a migration has refused it without a key.
      return keys?.token(guard.domain, text) ?? REDACTED;
    default:
      throw new AetherError('BUG', 'personal data has an action that nobody knows');
  }
}

/** The value of a document for such a text. */
export function guardedValue({ guard }: GuardedColumn, text: string): unknown {
  return guard.action === 'year' || guard.action === 'month' ? toDate(text, 'T00:00:00.000Z') : text;
}

/** The text of a document's value; undefined if it has another type than `guardedValue` gives. */
export function guardedText({ guard }: GuardedColumn, value: unknown): string | undefined {
  if (guard.action === 'year' || guard.action === 'month')
    return value instanceof Date && !Number.isNaN(value.getTime()) ? dayOf(value) : undefined;
  return typeof value === 'string' ? value : undefined;
}

function dayOf(value: Date): string {
  const text = value.toISOString();
  return text.endsWith('T00:00:00.000Z') ? text.slice(0, 10) : text;
}
