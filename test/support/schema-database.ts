import { execFile } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { createConnection, type Connection, type ResultSetHeader, type RowDataPacket } from 'mysql2/promise';

/** A login on a running server, over TLS. */
interface Login {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
  readonly caFile: string;
}

/** The databases of one environment, made by the real files through the ordinary client. */
export interface SchemaDatabase extends AsyncDisposable {
  readonly name: string;
  /** Opens another session on the data database, with the settings that aether uses. */
  connect(): Promise<Connection>;
}

const SQL = join(import.meta.dirname, '..', '..', 'sql');

const SESSION =
  "SET SESSION time_zone='+00:00'," +
  " sql_mode='STRICT_ALL_TABLES,ERROR_FOR_DIVISION_BY_ZERO,NO_ZERO_DATE,NO_ZERO_IN_DATE,NO_ENGINE_SUBSTITUTION'";

/** What sql/README.md grants; the files are applied with these and nothing more. */
const MIGRATOR_PRIVILEGES = 'SELECT, INSERT, UPDATE, DELETE, CREATE, ALTER, DROP, INDEX, REFERENCES, TRIGGER';
const DEFINER_PRIVILEGES = 'SELECT, INSERT, UPDATE, DELETE, TRIGGER';

/**
 * Makes fresh databases `name…` and applies every migration as an account with the migrator's privileges only.
 * `server` is a login that may do everything.
 */
export async function createSchema(server: Login, name: string): Promise<SchemaDatabase> {
  const databases = [name, `${name}_meta`, `${name}_stage`, `${name}_archive`];
  const migrator = { ...server, user: `${name}_migrator`, password: 'only for this test' };
  const admin = await connectTo(server);
  const drop = async () => {
    for (const database of databases) await admin.query(`DROP DATABASE IF EXISTS ${database}`);
    await admin.query(`DROP USER IF EXISTS ${migrator.user}`);
  };
  await drop();
  await admin.query('CREATE USER IF NOT EXISTS aether_definer@localhost ACCOUNT LOCK');
  await admin.query(`CREATE USER ${migrator.user} IDENTIFIED BY '${migrator.password}'`);
  await admin.query(`GRANT SET USER ON *.* TO ${migrator.user}`);
  for (const database of databases) {
    await admin.query(`CREATE DATABASE ${database} CHARACTER SET utf8mb4 COLLATE utf8mb4_uca1400_ai_ci`);
    await admin.query(`GRANT ${MIGRATOR_PRIVILEGES} ON ${database}.* TO ${migrator.user}`);
  }
  await admin.query(`GRANT ${DEFINER_PRIVILEGES} ON ${name}.* TO aether_definer@localhost`);
  await applyFile(migrator, `${name}_meta`, join(SQL, 'bootstrap', 'ledger.sql'));
  for (const file of (await readdir(join(SQL, 'migrations'))).toSorted()) {
    const path = join(SQL, 'migrations', file);
    const isMeta = (await readFile(path, 'utf8')).startsWith('-- aether: database=meta');
    await applyFile(migrator, isMeta ? `${name}_meta` : name, path);
  }
  return {
    name,
    connect: () => connectTo(server, name),
    async [Symbol.asyncDispose]() {
      await admin.query(`REVOKE ${DEFINER_PRIVILEGES} ON ${name}.* FROM aether_definer@localhost`);
      await drop();
      await admin.end();
    },
  };
}

async function connectTo(server: Login, database?: string): Promise<Connection> {
  const connection = await createConnection({
    host: server.host,
    port: server.port,
    user: server.user,
    password: server.password,
    ssl: { ca: await readFile(server.caFile) },
    ...(database === undefined ? {} : { database }),
    charset: 'utf8mb4',
    supportBigNumbers: true,
    bigNumberStrings: true,
    dateStrings: true,
  });
  await connection.query(SESSION);
  return connection;
}

async function applyFile(account: Login, database: string, path: string): Promise<void> {
  const client = promisify(execFile)(
    'mariadb',
    [
      '--no-defaults',
      `--host=${account.host}`,
      `--port=${account.port}`,
      `--ssl-ca=${account.caFile}`,
      '--ssl-verify-server-cert',
      `--user=${account.user}`,
      '--default-character-set=utf8mb4',
      `--init-command=${SESSION}`,
      database,
    ],
    { env: { ...process.env, MYSQL_PWD: account.password } },
  );
  client.child.stdin?.end(await readFile(path));
  await client;
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
