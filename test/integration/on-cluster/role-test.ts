import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'vitest';
import { roleName } from '../../../src/lib/infra/mariadb/accounts/role-table.ts';
import type { MemberState } from '../../../src/lib/schema/roles/compare-members.ts';
import { openAdmin, type ServerAccess } from '../../support/admin.ts';
import { documentOf } from '../../support/aether-cli.ts';
import { dropRoles } from '../../support/role-shop.ts';
import type { Workspace } from '../../support/workspace.ts';

/** Roles are made by one member, and every other one is asked whether it has them. */
export async function rolesOnEveryMember(
  shop: Workspace,
  members: Readonly<Record<string, ServerAccess>>,
): Promise<void> {
  await writeEnvironment(
    'cluster.yaml',
    Object.fromEntries(Object.entries(members).map(([name, { port }]) => [name, port])),
  );
  const made = await ask('cluster.yaml', 'grant', '--yes');
  expect(made.exitCode, made.text).toBe(0);
  expect(made.members.map(({ state }) => state)).toEqual(['equal', 'equal']);
  const [changed, absent] = made.members.map(({ host }) => host);

  const admin = openAdmin(members[changed!]!);
  const analyst = roleName(shop.database, 'analyst');
  await admin.query('SET SESSION wsrep_on = OFF');
  await admin.query(`GRANT SELECT ON ${shop.database}.customer TO ${analyst}`);
  const ports = Object.fromEntries(
    Object.entries(members).map(([name, { port }]) => [name, name === absent ? 1 : port]),
  );
  await writeEnvironment('without.yaml', ports);
  const seen = await ask('without.yaml', 'roles');
  expect(seen.exitCode).toBe(1);
  expect(seen.members).toEqual([
    { host: changed, state: 'different', detail: analyst },
    { host: absent, state: 'unknown', detail: expect.any(String) },
  ]);
  await admin.query(`REVOKE SELECT ON ${shop.database}.customer FROM ${analyst}`);
  await admin.end();
  expect((await ask('cluster.yaml', 'roles')).exitCode).toBe(0);
  await dropRoles(shop);

  async function writeEnvironment(name: string, portOf: Readonly<Record<string, number>>): Promise<void> {
    const { mariadb, ...environment } = JSON.parse(
      await readFile(join(shop.directory, 'aether.yaml'), 'utf8'),
    ) as { mariadb: object };
    const hosts = Object.fromEntries(
      Object.entries(portOf).map(([host, port]) => [
        host,
        { address: '127.0.0.1', roles: ['galera'], ports: { mariadb: port } },
      ]),
    );
    await shop.write(
      name,
      JSON.stringify({ ...environment, mariadb: { ...mariadb, galera: { cluster_name: 'test' } }, hosts }),
    );
  }

  async function ask(environment: string, ...words: string[]) {
    const ended = await shop.run(['schema', ...words, '--json', '--env', environment]);
    const { data } = documentOf<{ members: MemberState[] } | null>(ended);
    return { exitCode: ended.exitCode, text: ended.stdout + ended.stderr, members: data?.members ?? [] };
  }
}
