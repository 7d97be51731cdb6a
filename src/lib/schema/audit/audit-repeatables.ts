import { createHash } from 'node:crypto';
import { AUDIT_EVENTS, triggerName } from '../../infra/audit/audit-database.ts';
import type { AuditedTable } from '../../infra/audit/audited-table.ts';
import { triggerStatement } from '../../infra/audit/trigger-text.ts';
import type { Repeatable } from '../repeatable/repeatable.ts';

/**
 * The triggers of the audited tables, as if each had a file: made, replaced if a column comes or goes, and dropped with the
 * policy's row, like every other trigger. Their names are in no other object, so they need no order.
 * @param database the name of the data database
 */
export function auditRepeatables(database: string, tables: readonly AuditedTable[]): Repeatable[] {
  return tables.flatMap((table) =>
    AUDIT_EVENTS.map((event) => {
      const name = triggerName(table.name, event);
      const text = triggerStatement(database, table, event);
      const fileName = `audit/${name}`;
      return {
        type: 'trigger' as const,
        database: 'data' as const,
        name,
        fileName,
        text,
        checksum: createHash('sha256').update(text).digest('hex'),
        location: { file: `the generated trigger ${name}`, line: 1, column: 1 },
        mentions: new Set<string>(),
      };
    }),
  );
}
