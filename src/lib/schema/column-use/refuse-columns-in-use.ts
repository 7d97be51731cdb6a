import { AetherError } from '../../core/errors.ts';
import type { Databases } from '../../infra/config/databases.ts';
import type { MigrationStatement } from '../migration.ts';
import type { OpenAdmin } from '../open-admin.ts';
import type { SchemaStep } from '../plan-schema.ts';
import { type LostColumns, lostColumns } from './lost-columns.ts';
import { type ColumnUser, readColumnUsers } from './read-column-users.ts';

/**
 * Refuses a pending statement that drops or renames a column which a view, a trigger or a routine on the server names: the
 * server accepts it, and everything that runs the object fails then (1054, 1356). What an earlier statement of the plan has
 * dropped or replaced does not count. Throws COLUMN_IN_USE.
 */
export async function refuseColumnsInUse(
  steps: readonly SchemaStep[],
  {
    databases,
    openAdmin,
  }: { readonly databases: Databases; readonly openAdmin: () => ReturnType<OpenAdmin> },
): Promise<void> {
  const statements = steps.flatMap(({ migration, pending }) =>
    pending.map(({ statement }) => ({ statement, current: databases[migration.database] })),
  );
  const settled = new Set<string>();
  let users: readonly ColumnUser[] | undefined;
  for (const { statement, current } of statements) {
    const lost = lostColumns(statement.text);
    if (lost !== undefined) {
      users ??= await read(databases, openAdmin);
      const user = users.find((item) => !settled.has(item.key) && uses(item, lost));
      if (user !== undefined) throw inUse(statement, user, lost);
    }
    for (const { type, schema, name } of statement.kind.objects)
      settled.add(`${schema ?? current} ${type} ${name}`);
  }
}

async function read(
  databases: Databases,
  openAdmin: () => ReturnType<OpenAdmin>,
): Promise<readonly ColumnUser[]> {
  await using admin = await openAdmin();
  return await readColumnUsers(admin, databases);
}

/** By names alone: a column of the same name in another table counts too, if the object names both tables. */
function uses({ mentions }: ColumnUser, { table, columns }: LostColumns): boolean {
  return mentions.has(table.toLowerCase()) && columns.some((column) => mentions.has(column.toLowerCase()));
}

function inUse(
  { location }: MigrationStatement,
  { key, mentions }: ColumnUser,
  { columns }: LostColumns,
): AetherError {
  const { file, line, column } = location;
  const named = columns.filter((name) => mentions.has(name.toLowerCase()));
  return new AetherError(
    'COLUMN_IN_USE',
    `${file}:${line}:${column}: the column ${named.join(', ')} is named by ${key}, which would fail from then on`,
    {
      location,
      hint: 'apply a version of it first that does not name the column, or drop it in the migration before this statement',
    },
  );
}
