import { createHash } from 'node:crypto';
import { quoteName } from '../mariadb/identifiers.ts';
import type { AuditedColumn, AuditedTable } from './audited-table.ts';

/** Of every text in the audit: bytes are compared, and a space at the end counts. */
export const AUDIT_COLLATION = 'utf8mb4_nopad_bin';

/** The value of a column as text in SQL: one character set for all types, bytes in hexadecimal digits. */
export function columnText({ name, isBinary }: AuditedColumn, row: 'OLD' | 'NEW' | 'r'): string {
  const value = `${row}.${quoteName(name)}`;
  return `CONVERT(${isBinary ? `HEX(${value})` : value} USING utf8mb4) COLLATE ${AUDIT_COLLATION}`;
}

/** A field as it is hashed, in SQL: `V3:abc`, or `N;` for NULL. The length is in bytes, so no value can pass for two. */
export function encodedField(text: string): string {
  return `IFNULL(CONCAT('V', LENGTH(${text}), ':', ${text}), 'N;')`;
}

/** The same for a list of values: what `encodedField` of each gives, one after the other. */
export function encodeFields(values: readonly (string | null)[]): string {
  return values.map((value) => (value === null ? 'N;' : `V${Buffer.byteLength(value)}:${value}`)).join('');
}

export function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/** The hash of a row: of the salt and of every audited column, in order. */
export function rowHash(salt: string, values: readonly (string | null)[]): string {
  return sha256(encodeFields([salt, ...values]));
}

/** The primary key of a row in SQL: a JSON list of its texts. */
export function keyText({ columns }: AuditedTable, row: 'OLD' | 'NEW' | 'r'): string {
  const parts = columns
    .filter(({ isKey }) => isKey)
    .map((column) => `JSON_QUOTE(${columnText(column, row)})`);
  return `CONCAT('[', ${parts.join(`, ',', `)}, ']')`;
}
