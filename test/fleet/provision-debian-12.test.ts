// @module-tag tried-once
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { documentOf } from '../support/aether-cli.ts';
import { eventuallyEqual } from '../support/eventually.ts';
import { said } from '../support/fleet.ts';
import { ownLab, type OwnLab } from '../support/own-lab.ts';
import { soaking } from '../support/soak.ts';
import { fleetCommands, pending } from './on-provisioned/fleet-commands.ts';

// Other versions of systemd, sshd, nftables and MariaDB; the machines of all other tests have Debian 13.

const MEMBERS = ['db1', 'db2', 'db3'];
const isPossible = soaking && inject('lab') !== null;

let lab: OwnLab;

beforeAll(async () => {
  if (!isPossible) return;
  lab = await ownLab('debian-12', undefined, {
    hosts: ['bastion', ...MEMBERS, 'replica1'],
    dataBytes: 1024 ** 3,
    blankData: true,
    debian: '12',
  });
  await lab.up();
});
afterAll(async () => {
  if (isPossible) await lab.remove();
});

describe.skipIf(!isPossible)('aether provision on Debian 12', { timeout: 1_800_000 }, () => {
  const { aether, plan, sql } = fleetCommands(() => lab);

  it('makes a cluster of MariaDB 10.11 with a replica, and changes nothing the second time', async () => {
    await aether(['provision', '--yes']);
    expect(await said(lab, 'db1', '. /etc/os-release; echo $VERSION_ID')).toBe('12');
    for (const host of MEMBERS) {
      expect(await sql(host, 'SELECT @@version, @@require_secure_transport')).toMatch(/^10\.11\..*\t1$/);
      expect(await sql(host, "SHOW GLOBAL STATUS LIKE 'wsrep_cluster_size'")).toMatch(/\t3$/);
    }
    expect(await said(lab, 'replica1', "mariadb -e 'SHOW SLAVE STATUS\\G'")).toMatch(
      /Master_SSL_Allowed: Yes[\s\S]*Using_Gtid: Slave_Pos/,
    );
    const second = await aether(['provision', '--json']);
    expect(documentOf<{ changed: number }>(second).data.changed).toBe(0);
    expect(pending(await plan('--check'))).toEqual([]);
  });

  it('finds and repairs drift there, with a restart of one member', async () => {
    await said(lab, 'db2', 'rm /etc/ssh/sshd_config.d/05-aether.conf; nft delete table inet aether');
    await said(
      lab,
      'db2',
      "sed -i 's/^performance_schema = .*/performance_schema = ON/' /run/mysqld/aether-settings.cnf",
    );
    expect(pending(await plan('--check', 1))).toEqual(['db2.packet-filter', 'db2.restart', 'db2.ssh-server']);
    await aether(['provision', '--yes']);
    expect(pending(await plan('--check'))).toEqual([]);
  });

  it('has made what aether check finds right', async () => {
    await eventuallyEqual(
      'aether check finds nothing wrong',
      {
        actual: async () => {
          const { data } = documentOf<{ findings: { status: string; message: string }[] }>(
            await fleetCommands(() => lab).start(['check', '--json']).ended,
          );
          return data.findings.filter(({ status }) => status !== 'ok').map(({ message }) => message);
        },
        expected: () => [],
      },
      180,
    );
  });
});
