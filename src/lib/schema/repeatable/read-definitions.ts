import { createHash } from 'node:crypto';
import type { Databases } from '../../infra/config/databases.ts';
import type { MariadbConnection } from '../../infra/mariadb/connection.ts';
import { quoteName } from '../../infra/mariadb/identifiers.ts';
import { withRoles } from './in-databases.ts';
import { repeatableKey, type RepeatableName } from './repeatable.ts';

const LIST = `SELECT table_schema AS \`schema\`, 'view' AS type, table_name AS name FROM information_schema.views WHERE table_schema IN (?, ?, ?, ?)
 UNION ALL SELECT trigger_schema, 'trigger', trigger_name FROM information_schema.triggers WHERE trigger_schema IN (?, ?, ?, ?)
 UNION ALL SELECT routine_schema, LOWER(routine_type), routine_name FROM information_schema.routines
            WHERE routine_schema IN (?, ?, ?, ?) AND routine_type IN ('FUNCTION', 'PROCEDURE')`;

/**
 * A hash of the definition of each of these objects that exists, as SHOW CREATE shows it: the server writes the text of a
 * view in its own words, so it is never compared with a file. It is the same in environments of other names.
 * @param admin the server shows the text of a routine to nobody else but its definer
 */
export async function readDefinitions(
  admin: MariadbConnection,
  databases: Databases,
  wanted: readonly RepeatableName[],
): Promise<ReadonlyMap<string, string>> {
  const schemas = [databases.data, databases.meta, databases.stage, databases.archive];
  const rows = await admin.query<{ schema: string; type: string; name: string }>(LIST, [
    ...schemas,
    ...schemas,
    ...schemas,
  ]);
  const there = new Set(rows.map(({ schema, type, name }) => `${schema} ${type} ${name}`));
  const found = new Map<string, string>();
  for (const [key, schema] of Object.entries(databases) as [keyof Databases, string][]) {
    const present = wanted.filter(
      ({ database, type, name }) => database === key && there.has(`${schema} ${type} ${name}`),
    );
    // A view names its tables without their database in that database alone.
    if (present.length > 0) await admin.run(`USE ${quoteName(schema)}`);
    for (const object of present)
      found.set(repeatableKey(object), await definitionOf(admin, object, databases));
  }
  return found;
}

async function definitionOf(
  connection: MariadbConnection,
  { type, name }: RepeatableName,
  databases: Databases,
): Promise<string> {
  const [row = {}] = await connection.query<Record<string, unknown>>(
    `SHOW CREATE ${type.toUpperCase()} ${quoteName(name)}`,
  );
  const { Created: _moment, ...definition } = row;
  return createHash('sha256')
    .update(withRoles(JSON.stringify(definition), databases))
    .digest('hex');
}
