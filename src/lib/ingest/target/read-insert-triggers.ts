import type { MariadbConnection } from '../../infra/mariadb/connection.ts';
import type { TableName } from './read-storage.ts';

/** A trigger that may write other values than those that were loaded. */
export interface InsertTrigger {
  readonly name: string;
  /** The columns that it assigns, in lower case. */
  readonly writes: readonly string[];
}

/** The server shows triggers only to accounts with the privilege TRIGGER; to others a table seems to have none. */
const MAY_SEE = `
  SELECT 1 FROM (
    SELECT grantee, '%' AS in_schema, '%' AS in_table FROM information_schema.user_privileges WHERE privilege_type = 'TRIGGER'
    UNION ALL
    SELECT grantee, table_schema, '%' FROM information_schema.schema_privileges WHERE privilege_type = 'TRIGGER'
    UNION ALL
    SELECT grantee, table_schema, table_name FROM information_schema.table_privileges WHERE privilege_type = 'TRIGGER'
  ) AS granted
  WHERE (grantee = CONCAT('''', REPLACE(CURRENT_USER(), '@', '''@'''), '''')
         OR grantee LIKE CONCAT('''', CURRENT_ROLE(), '''@%'))
    AND ? LIKE in_schema AND (in_table = '%' OR in_table = ?)
  LIMIT 1`;

/** The triggers that run before a row is inserted; "unknown" if the account may not see them. */
export async function readInsertTriggers(
  connection: MariadbConnection,
  { database, table }: TableName,
): Promise<readonly InsertTrigger[] | 'unknown'> {
  const [allowed] = await connection.query(MAY_SEE, [database, table]);
  if (allowed === undefined) return 'unknown';
  const rows = await connection.query<{ name: string; body: string }>(
    `SELECT trigger_name AS name, action_statement AS body FROM information_schema.triggers
      WHERE event_object_schema = ? AND event_object_table = ? AND event_manipulation = 'INSERT' AND action_timing = 'BEFORE'
      ORDER BY action_order`,
    [database, table],
  );
  return rows.map(({ name, body }) => ({ name, writes: assignedColumns(body) }));
}

const ASSIGNMENT = /\bNEW\s*\.\s*(?:`(?<quoted>(?:[^`]|``)+)`|(?<plain>\w+))\s*:?=/giu;

/** The columns that a trigger's body may assign; one that it only compares may be among them. */
export function assignedColumns(body: string): string[] {
  const names = Array.from(body.matchAll(ASSIGNMENT), ({ groups }) =>
    (groups?.['quoted']?.replaceAll('``', '`') ?? groups?.['plain'] ?? '').toLowerCase(),
  );
  return [...new Set(names)];
}
