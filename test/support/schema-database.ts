import type { Connection, ResultSetHeader, RowDataPacket } from 'mysql2/promise';
import { connectAdmin, type ServerAccess } from './admin.ts';
import { openWorkspace } from './workspace.ts';

/** The databases of one environment, with a session for statements of the test's own. */
export interface SchemaDatabase extends AsyncDisposable {
  readonly name: string;
  /** Opens another session on the data database, with the settings that aether uses. */
  connect(): Promise<Connection>;
}

const SESSION =
  "SET SESSION time_zone='+00:00'," +
  " sql_mode='STRICT_ALL_TABLES,ERROR_FOR_DIVISION_BY_ZERO,NO_ZERO_DATE,NO_ZERO_IN_DATE,NO_ENGINE_SUBSTITUTION'";

/** Makes fresh databases `name…` as `schema apply` does. */
export async function createSchema(server: ServerAccess, name: string): Promise<SchemaDatabase> {
  const workspace = await openWorkspace({ server, database: name });
  await workspace.applySchema();
  return {
    name,
    async connect() {
      const connection = await connectAdmin(server, name);
      await connection.query(SESSION);
      return connection;
    },
    [Symbol.asyncDispose]: () => workspace[Symbol.asyncDispose](),
  };
}

/** The rows of a query. */
export async function rowsOf(
  connection: Connection,
  sql: string,
  values: unknown[] = [],
): Promise<RowDataPacket[]> {
  const [rows] = await connection.query<RowDataPacket[]>(sql, values);
  return rows;
}

/** Runs an INSERT; returns the id that the server gave. */
export async function insert(
  connection: Connection,
  table: string,
  row: Record<string, unknown>,
): Promise<number> {
  const [result] = await connection.query<ResultSetHeader>(`INSERT INTO ${table} SET ?`, [row]);
  return result.insertId;
}
