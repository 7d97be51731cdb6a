// @module-tag tried-once
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import type { PlanDocument } from '../../src/lib/core/plan-schema.ts';
import { documentOf, type Ended } from '../support/aether-cli.ts';
import { installMariadb, onHost, said } from '../support/fleet.ts';
import { ownLab, type OwnLab } from '../support/own-lab.ts';
import { soaking } from '../support/soak.ts';
import { fleetCommands } from './on-provisioned/fleet-commands.ts';

// What is shown of the options, and that nothing changes unasked, is tested by itself. The volume holds the redo log of a
// single server, 1 GiB.

const isPossible = soaking && inject('lab') !== null;

let lab: OwnLab;

beforeAll(async () => {
  if (!isPossible) return;
  lab = await ownLab('adopt', undefined, {
    hosts: ['bastion', 'db1'],
    dataBytes: 4 * 1024 ** 3,
    blankData: true,
  });
  await lab.up();
});
afterAll(async () => {
  if (isPossible) await lab.remove();
});

const { start, changed } = fleetCommands(() => lab);

async function provision(environmentFile: string, flags: readonly string[]): Promise<Ended> {
  return start(['provision', ...flags, '--json'], environmentFile).ended;
}

describe.skipIf(!isPossible)('aether provision', () => {
  it(
    'with a database server that aether did not install, until it is adopted',
    { timeout: 600_000 },
    async () => {
      // Its data are on the disk of the system.
      const single = await changed(
        'single',
        /roles: \[galera\]([^]*) {4}data_disk: .*\n([^]*) {2}galera:\n(?: {4}.*\n)+/,
        'roles: [mariadb]$1$2',
      );
      const db1 = ['--hosts', 'db1'];
      await installMariadb(lab, ['db1']);
      await said(lab, 'db1', 'systemctl start mariadb');
      const sql = (statement: string) => said(lab, 'db1', `mariadb -BNe "${statement}"`);
      await sql(
        'CREATE DATABASE shop; CREATE TABLE shop.kept (id INT PRIMARY KEY); INSERT INTO shop.kept VALUES (7)',
      );
      expect(documentOf(await provision(single, [...db1, '--yes'])).error).toMatchObject({
        code: 'PROVISION_REFUSED',
        message: expect.stringMatching(/^db1 has a MariaDB server that aether did not install/),
        hint: expect.stringMatching(/--adopt db1/),
      });
      const planned = documentOf<PlanDocument>(
        await provision(single, [...db1, '--dry-run', '--adopt', 'db1']),
      );
      const adoption = planned.data.plan.steps.find(({ id }) => id === 'db1.adopt');
      expect(adoption?.summary).toMatch(/max-connections 151 becomes 200/);
      expect(adoption?.summary).toMatch(/require-secure-transport FALSE becomes TRUE/);
      expect(
        (await onHost(lab, 'db1', 'test -e /var/lib/aether/journal.ndjson -o -e /etc/aether')).exit_code,
      ).toBe(1);

      const ended = await provision(single, [...db1, '--adopt', 'db1', '--yes']);
      expect(ended.exitCode, ended.stdout + ended.stderr.slice(-3000)).toBe(0);
      expect(await sql('SELECT id, @@max_connections, @@require_secure_transport FROM shop.kept')).toBe(
        '7\t200\t1',
      );
      const again = await provision(single, [...db1, '--yes']);
      expect(documentOf<{ changed: number }>(again).data.changed).toBe(0);
    },
  );
});
