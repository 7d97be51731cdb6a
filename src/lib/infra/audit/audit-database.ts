import { quoteQualified } from '../mariadb/identifiers.ts';

/** Owns the triggers of the audit; locked. It may add records and read the rows of audited tables, and nothing else. */
export const AUDIT_DEFINER = { user: 'aether_auditor', from: 'localhost' } as const;

/** In the words of CREATE TRIGGER and of information_schema. */
export const AUDIT_DEFINER_NAME = `${AUDIT_DEFINER.user}@${AUDIT_DEFINER.from}`;

/**
 * The database of the audit: `audit_aethermart`. Its name begins otherwise than those of the environment's databases, so that
 * no grant on a pattern of theirs reaches it.
 */
export function auditDatabaseOf(database: string): string {
  return `audit_${database}`;
}

/** The table of records, quoted. */
export function recordTable(database: string): string {
  return quoteQualified(auditDatabaseOf(database), 'audit_record');
}

export const AUDIT_EVENTS = ['insert', 'update', 'delete'] as const;

export type AuditEvent = (typeof AUDIT_EVENTS)[number];

/** `price_audit_after_update`: others of the same table and event have other names. */
export function triggerName(table: string, event: AuditEvent): string {
  return `${table}_audit_after_${event}`;
}
