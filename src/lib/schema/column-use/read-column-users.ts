import type { Databases } from '../../infra/config/databases.ts';
import type { MariadbConnection } from '../../infra/mariadb/connection.ts';
import { mentionedNames } from '../repeatable/mentioned-names.ts';

/** A view, a trigger or a routine on the server. */
export interface ColumnUser {
  /** `shop trigger price_before_insert` */
  readonly key: string;
  /** Every name in its text, in lower case; of a trigger its table too. */
  readonly mentions: ReadonlySet<string>;
}

const SELECT = `
  SELECT CONCAT(table_schema, ' view ', table_name) AS \`key\`, '' AS on_table, view_definition AS text
    FROM information_schema.views WHERE table_schema IN (?, ?, ?, ?)
   UNION ALL
  SELECT CONCAT(trigger_schema, ' trigger ', trigger_name), event_object_table, action_statement
    FROM information_schema.triggers WHERE trigger_schema IN (?, ?, ?, ?)
   UNION ALL
  SELECT CONCAT(routine_schema, ' ', LOWER(routine_type), ' ', routine_name), '', routine_definition
    FROM information_schema.routines WHERE routine_schema IN (?, ?, ?, ?)`;

/** @param admin the server shows the text of a routine to nobody else but its definer */
export async function readColumnUsers(
  admin: MariadbConnection,
  { data, meta, stage, archive }: Databases,
): Promise<ColumnUser[]> {
  const schemas = [data, meta, stage, archive];
  const rows = await admin.query<{ key: string; on_table: string; text: string | null }>(SELECT, [
    ...schemas,
    ...schemas,
    ...schemas,
  ]);
  return rows.map(({ key, on_table: table, text }) => ({
    key,
    mentions: new Set([...mentionedNames(text ?? ''), table.toLowerCase()]),
  }));
}
