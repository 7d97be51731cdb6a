import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Connection, createConnection, createPool, type Pool } from 'mysql2/promise';
import type { MariadbEndpoint } from '../../src/lib/infra/mariadb/endpoint.ts';
import { ACCOUNTS, type AccountKey } from '../../src/lib/sandbox/accounts.ts';
import { currentLayout } from '../../src/lib/sandbox/prepare-sandbox.ts';

/** A sandbox's server, by its port and the state directory that holds its passwords. */
export interface ServerAccess {
  readonly port: number;
  readonly stateDir: string;
}

/** How aether's own sessions log in as the administrator. */
export function adminEndpoint({ port, stateDir }: ServerAccess): MariadbEndpoint & { tls: { ca: string } } {
  const { secretsDir, tlsCa } = currentLayout(stateDir);
  return {
    name: 'db1',
    address: '127.0.0.1',
    port,
    user: ACCOUNTS.admin.user,
    password: readFileSync(join(secretsDir, ACCOUNTS.admin.user), 'utf8').trim(),
    tls: { ca: readFileSync(tlsCa, 'utf8') },
  };
}

/** A pool of one session as the administrator, in no database. */
export function openAdmin(server: ServerAccess): Pool {
  return createPool({ connectionLimit: 1, ...driverOptions(server) });
}

/** A session as the administrator that ends with its server. */
export async function connectAdmin(server: ServerAccess, database: string): Promise<Connection> {
  return createConnection({ ...driverOptions(server), database });
}

/** A session as another account of aether's. */
export async function connectAs(
  server: ServerAccess,
  key: AccountKey,
  database: string,
): Promise<Connection> {
  const { user } = ACCOUNTS[key];
  const file = join(currentLayout(server.stateDir).secretsDir, user);
  const password = readFileSync(file, 'utf8').trim();
  return createConnection({ ...driverOptions(server), user, password, database });
}

/** A session as `ingest` with the checks of the triggers and the constraints switched off, for rows that break them. */
export async function connectUnchecked(server: ServerAccess, database: string): Promise<Connection> {
  const session = await connectAs(server, 'ingest', database);
  await session.query('SET check_constraint_checks = 0, foreign_key_checks = 0, @aether_bulk = 1');
  return session;
}

function driverOptions(server: ServerAccess) {
  const { address, port, user, password, tls } = adminEndpoint(server);
  return {
    host: address,
    port,
    user,
    password,
    ssl: tls,
    charset: 'utf8mb4',
    supportBigNumbers: true,
    bigNumberStrings: true,
    dateStrings: true,
  };
}
