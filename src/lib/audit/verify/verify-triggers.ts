import { AUDIT_DEFINER_NAME, AUDIT_EVENTS, triggerName } from '../../infra/audit/audit-database.ts';
import type { AuditedTable } from '../../infra/audit/audited-table.ts';
import { triggerBody } from '../../infra/audit/trigger-text.ts';
import type { MariadbConnection } from '../../infra/mariadb/connection.ts';
import type { AuditFault } from './audit-fault.ts';

interface Trigger {
  readonly name: string;
  readonly on: string;
  readonly definer: string;
  readonly body: string;
}

/** Compares the triggers of every audited table with what they should be. */
export async function verifyTriggers(
  session: MariadbConnection,
  database: string,
  tables: readonly AuditedTable[],
): Promise<AuditFault[]> {
  const rows = await session.query<Trigger>(
    `SELECT trigger_name AS name, CONCAT(event_object_table, ' ', action_timing, ' ', event_manipulation) AS \`on\`,
            definer, action_statement AS body FROM information_schema.triggers WHERE trigger_schema = ?`,
    [database],
  );
  const live = new Map(rows.map((row) => [row.name, row]));
  return tables.flatMap((table) =>
    AUDIT_EVENTS.flatMap((event): AuditFault[] => {
      const name = triggerName(table.name, event);
      const trigger = live.get(name);
      const isRight =
        trigger !== undefined &&
        trigger.definer === AUDIT_DEFINER_NAME &&
        trigger.on === `${table.name} AFTER ${event.toUpperCase()}` &&
        trigger.body === triggerBody(database, table, event);
      if (isRight) return [];
      const detail = trigger === undefined ? 'is missing' : 'is not the trigger that aether makes';
      return [{ kind: 'trigger', host: session.endpoint.name, place: name, detail }];
    }),
  );
}
