import { type Connection, createConnection } from 'mysql2/promise';
import { ROLE_KEYS, type RoleKey, roleName } from '../../src/lib/infra/mariadb/accounts/role-table.ts';
import { ACCOUNTS } from '../../src/lib/sandbox/accounts.ts';
import type { SharedServer } from './shared-server.ts';
import type { Workspace } from './workspace.ts';

/** The password of the people that tests put into roles. */
export const PASSWORD = 'of a test';

export const personOf = (database: string, key: RoleKey) => `${database}_p_${key}`;

/** Takes away the roles, the people and what the server's own accounts got. */
export async function dropRoles({ admin, database }: Workspace): Promise<void> {
  for (const { user } of [ACCOUNTS.migrator, ACCOUNTS.ingest])
    await admin.query(`SET DEFAULT ROLE NONE FOR '${user}'@'%'`);
  await admin.query(`DROP ROLE IF EXISTS ${ROLE_KEYS.map((key) => roleName(database, key)).join(', ')}`);
  await admin.query(
    `DROP USER IF EXISTS ${ROLE_KEYS.map((key) => `${personOf(database, key)}@'%'`).join(', ')}`,
  );
}

/** One person in each role, in force from the login on. */
export async function makePeople({ admin, database }: Workspace): Promise<void> {
  for (const key of ROLE_KEYS) {
    const person = `${personOf(database, key)}@'%'`;
    await admin.query(`CREATE OR REPLACE USER ${person} IDENTIFIED BY '${PASSWORD}' REQUIRE SSL`);
    await admin.query(`GRANT ${roleName(database, key)} TO ${person}`);
    await admin.query(`SET DEFAULT ROLE ${roleName(database, key)} FOR ${person}`);
  }
}

/** A session of the person in a role. */
export async function openAs(
  { host, port }: SharedServer,
  database: string,
  key: RoleKey,
): Promise<Connection> {
  return createConnection({
    host,
    port,
    user: personOf(database, key),
    password: PASSWORD,
    ssl: { rejectUnauthorized: false },
    dateStrings: true,
  });
}
