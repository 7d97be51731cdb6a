import type { LedgerStatement, MigrationStatement } from './migration.ts';
import type { StatementClass } from './script/classify-statement.ts';

/**
 * Whether a part of the statement can have taken effect though the server answered with an error: `DROP TABLE a, b` has
 * dropped `a` if there is no `b`, and a CALL has committed what came before. DDL on one object is atomic (MariaDB 10.6
 * and newer), DML is rolled back, and what is `rerunnable` does no harm.
 */
export function mayHalfApply({ class: of, objects, rerunnable }: StatementClass): boolean {
  if (rerunnable) return false;
  return of === 'unknown' || of === 'account' || (of === 'ddl' && objects.length > 1);
}

/** Whether the ledger leaves open if the statement took effect: its run died inside it, or the server refused it half-way. */
export function isInDoubt(
  statement: MigrationStatement,
  row: LedgerStatement | undefined,
): row is LedgerStatement & { readonly state: 'started' | 'failed' } {
  if (row?.state === 'started') return true;
  if (row?.state !== 'failed') return false;
  // Its objects were compared when it failed, and none had changed.
  if (row.kind === 'ddl') return (row.beforeFingerprint ?? '').includes('\n');
  if (row.checksum === statement.checksum) return mayHalfApply(statement.kind);
  return row.kind === 'unknown';
}
