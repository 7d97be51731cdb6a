import type { Databases } from '../../infra/config/databases.ts';
import type { MariadbConnection } from '../../infra/mariadb/connection.ts';
import { quoteQualified } from '../../infra/mariadb/identifiers.ts';
import { serverErrno } from '../../infra/mariadb/driver-error.ts';
import { withRoles } from '../repeatable/in-databases.ts';
import { parseCreateTable } from './parse-create-table.ts';
import type { TableShape } from './table-shape.ts';
import type { Watched } from './watched-objects.ts';

const NO_SUCH_TABLE = new Set([1049, 1146]);

/** The shapes of those of the watched tables that exist, in their order. */
export async function readShapes(
  connection: MariadbConnection,
  databases: Databases,
  { tables, triggers }: Watched,
): Promise<TableShape[]> {
  const present = await readPresent(connection, databases);
  const collations = await readCollations(connection, databases);
  const isDeferredBefore = await readDeferred(connection, databases);
  const shapes: TableShape[] = [];
  for (const { database, name } of tables.filter((table) => present.has(`${table.database}.${table.name}`))) {
    const text = await showCreate(connection, 'TABLE', quoteQualified(databases[database], name));
    const columns = collations.get(`${database}.${name}`) ?? new Map<string, string>();
    const parts = parseCreateTable(withRoles(text, databases), columns);
    shapes.push({ database, table: name, parts });
  }
  // A load that ran meanwhile has noted an index before it dropped it, or built it before it forgot the note.
  const deferred = [...isDeferredBefore, ...(await readDeferred(connection, databases))];
  const withDeferred = shapes.map((shape) => addDeferred(shape, deferred));
  return await addTriggers(connection, databases, { shapes: withDeferred, triggers });
}

async function readPresent(
  connection: MariadbConnection,
  databases: Databases,
): Promise<ReadonlySet<string>> {
  const rows = await connection.query<{ db: string; name: string }>(
    `SELECT table_schema AS db, table_name AS name FROM information_schema.tables
      WHERE table_schema IN (?, ?, ?, ?) AND table_type IN ('BASE TABLE', 'SYSTEM VERSIONED')`,
    Object.values(databases),
  );
  return new Set(rows.map(({ db, name }) => `${roleOf(databases, db)}.${name}`));
}

async function readCollations(
  connection: MariadbConnection,
  databases: Databases,
): Promise<ReadonlyMap<string, ReadonlyMap<string, string>>> {
  const rows = await connection.query<{ db: string; name: string; column: string; text: string }>(
    `SELECT table_schema AS db, table_name AS name, column_name AS \`column\`,
            CONCAT('CHARACTER SET ', character_set_name, ' COLLATE ', collation_name) AS text
       FROM information_schema.columns WHERE table_schema IN (?, ?, ?, ?) AND collation_name IS NOT NULL`,
    Object.values(databases),
  );
  const found = new Map<string, Map<string, string>>();
  for (const { db, name, column, text } of rows) {
    const key = `${roleOf(databases, db)}.${name}`;
    found.set(key, (found.get(key) ?? new Map()).set(column, text));
  }
  return found;
}

interface Deferred {
  readonly table: string;
  readonly name: string;
  readonly definition: string;
}

/** Indexes that a load has dropped and builds again at its end. */
async function readDeferred(connection: MariadbConnection, { meta }: Databases): Promise<Deferred[]> {
  try {
    return await connection.query<Deferred>(
      `SELECT table_name AS \`table\`, index_name AS name, definition FROM ${quoteQualified(meta, 'ingest_deferred_index')}`,
    );
  } catch (thrown) {
    if (NO_SUCH_TABLE.has(serverErrno(thrown) ?? 0)) return [];
    throw thrown;
  }
}

function addDeferred(shape: TableShape, deferred: readonly Deferred[]): TableShape {
  if (shape.database !== 'data') return shape;
  const own = deferred.filter(({ table }) => table === shape.table);
  const added = Object.fromEntries(own.map(({ name, definition }) => [`index ${name}`, definition]));
  return { ...shape, parts: { ...added, ...shape.parts } };
}

async function addTriggers(
  connection: MariadbConnection,
  databases: Databases,
  { shapes, triggers }: { readonly shapes: readonly TableShape[]; readonly triggers: Watched['triggers'] },
): Promise<TableShape[]> {
  const wanted = new Set(triggers.map(({ database, name }) => `${database}.${name}`));
  const rows = await connection.query<{ db: string; name: string; table: string }>(
    `SELECT trigger_schema AS db, trigger_name AS name, event_object_table AS \`table\`
       FROM information_schema.triggers WHERE trigger_schema IN (?, ?, ?, ?)`,
    Object.values(databases),
  );
  const added = new Map<string, Record<string, string>>();
  for (const { db, name, table } of rows) {
    const database = roleOf(databases, db);
    if (!wanted.has(`${database}.${name}`)) continue;
    const text = await showCreate(connection, 'TRIGGER', quoteQualified(db, name));
    const key = `${database}.${table}`;
    added.set(key, { ...added.get(key), [`trigger ${name}`]: withRoles(text, databases) });
  }
  return shapes.map((shape) => ({
    ...shape,
    parts: { ...shape.parts, ...added.get(`${shape.database}.${shape.table}`) },
  }));
}

function roleOf(databases: Databases, database: string): keyof Databases {
  const [role] = Object.entries(databases).find(([, name]) => name === database) ?? ['data'];
  return role as keyof Databases;
}

async function showCreate(
  connection: MariadbConnection,
  type: 'TABLE' | 'TRIGGER',
  qualified: string,
): Promise<string> {
  const [row = {}] = await connection.query<Record<string, string>>(`SHOW CREATE ${type} ${qualified}`);
  return row['Create Table'] ?? row['SQL Original Statement'] ?? '';
}
