import { encodeFields, sha256 } from './field-text.ts';

/** What the hash of a record covers, in this order; each is a text, or NULL. */
export const RECORD_FIELDS = [
  'chain',
  'occurred_at',
  'actor',
  'connection_id',
  'claimed_actor',
  'table_name',
  'operation',
  'row_key',
  'changes',
  'row_hash',
] as const;

export type RecordField = (typeof RECORD_FIELDS)[number];

/** The expressions that give the fields of a record as the trigger has hashed them, for a SELECT. */
export const RECORD_TEXTS = RECORD_FIELDS.map((field) => `CONVERT(${field} USING utf8mb4)`);

/** The hash that the trigger has written, computed from the fields. */
export function recordHash(fields: readonly (string | null)[]): string {
  return sha256(encodeFields(fields));
}
