import { readFile } from 'node:fs/promises';
import { packageFile } from '../../core/package-root.ts';
import type { Databases } from '../../infra/config/databases.ts';
import type { MariadbConnection } from '../../infra/mariadb/connection.ts';
import { readMigrations } from '../read-migrations.ts';
import { readRepeatables } from '../repeatable/read-repeatables.ts';
import { classifyStatement } from '../script/classify-statement.ts';
import { splitScript } from '../script/split-script.ts';
import { schemaOf, type SchemaObject } from './schema-object.ts';

const LIVE = `
  SELECT table_schema AS db, table_name AS name, IF(table_type = 'VIEW', 'view', 'table') AS type
    FROM information_schema.tables WHERE table_schema IN (?, ?, ?, ?, ?)
   UNION ALL
  SELECT routine_schema, routine_name, LOWER(routine_type) FROM information_schema.routines
   WHERE routine_schema IN (?, ?, ?, ?, ?)`;

/** Made where an environment has a section `audit`. */
const OF_AUDIT: SchemaObject = { type: 'table', database: 'audit', name: 'audit_record' };

/**
 * The objects that the files of aether make and the server has. What somebody else made gets no rights by its name: a
 * `masked_…` of theirs may mask nothing. Throws MIGRATION_INVALID.
 * @param directory of the migrations
 */
export async function readOurObjects(
  session: MariadbConnection,
  databases: Databases,
  directory: string,
): Promise<SchemaObject[]> {
  const names = [...Object.values(databases), schemaOf(OF_AUDIT, databases)];
  const rows = await session.query<{ db: string; name: string; type: string }>(LIVE, [...names, ...names]);
  const live = new Set(rows.map(({ db, name, type }) => `${type} ${db}.${name}`));
  const ours = [...(await objectsOfFiles(directory)), ...(await tablesOfBootstrap()), OF_AUDIT];
  return ours.filter((object) => live.has(`${object.type} ${schemaOf(object, databases)}.${object.name}`));
}

/** What migrations and the files beside them make. */
export async function objectsOfFiles(directory: string): Promise<SchemaObject[]> {
  const tables = (await readMigrations(directory)).flatMap(({ database, statements }) =>
    statements.flatMap(({ text, kind }) => tablesOf(text, kind.objects, database)),
  );
  const others = (await readRepeatables(directory)).flatMap(({ type, database, name }) =>
    type === 'trigger' ? [] : [{ type, database, name }],
  );
  return [...tables, ...others];
}

async function tablesOfBootstrap(): Promise<SchemaObject[]> {
  const file = packageFile('sql', 'bootstrap', 'ledger.sql');
  return splitScript(await readFile(file, 'utf8'), file).flatMap(({ text }) =>
    tablesOf(text, classifyStatement(text).objects, 'meta'),
  );
}

function tablesOf(
  text: string,
  objects: readonly { readonly type: string; readonly name: string }[],
  database: keyof Databases,
): SchemaObject[] {
  if (!/^CREATE\s/i.test(text)) return [];
  return objects.flatMap(({ type, name }) => (type === 'table' ? [{ type, database, name }] : []));
}
