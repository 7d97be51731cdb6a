import { describe, expect, it } from 'vitest';
import { documentOf } from '../../support/aether-cli.ts';
import { said } from '../../support/fleet.ts';
import type { OwnLab } from '../../support/own-lab.ts';
import { soaking } from '../../support/soak.ts';
import { fleetCommands, pending } from './fleet-commands.ts';

// A member whose data are gone, strange or old.

const MEMBERS = ['db1', 'db2', 'db3'];
const IMAGE = '/var/lib/old-image';

/** Tests of how provisioning brings a member back. */
export function joinTests(labOf: () => OwnLab, isPossible: boolean): void {
  const { aether, plan, sql } = fleetCommands(labOf);
  const on = (host: string, script: string) => said(labOf(), host, script);
  const joinOf = async (host: string) =>
    (await plan('--dry-run')).steps.find(({ id }) => id === `${host}.join`);
  /** All members have the same rows and GTIDs, after a write on another one. */
  const expectWhole = async (host: string, rows: string) => {
    for (const member of MEMBERS) {
      expect(await sql(member, "SHOW GLOBAL STATUS LIKE 'wsrep_cluster_size'")).toMatch(/\t3$/);
      expect(
        await sql(
          member,
          'SET wsrep_sync_wait = 1; SELECT GROUP_CONCAT(id ORDER BY id) FROM aethermart.joined',
        ),
        member,
      ).toBe(rows);
    }
    expect(await sql(host, 'SELECT @@gtid_binlog_pos')).toBe(await sql('db1', 'SELECT @@gtid_binlog_pos'));
    expect(pending(await plan('--check'))).toEqual([]);
  };
  const makeTable = (rows: string) =>
    sql(
      'db1',
      `CREATE DATABASE IF NOT EXISTS aethermart; CREATE OR REPLACE TABLE aethermart.joined (id INT PRIMARY KEY); INSERT INTO aethermart.joined VALUES ${rows}`,
    );

  describe.skipIf(!isPossible)('a member', { timeout: 600_000 }, () => {
    // What decides is tested by itself, and a fleet that is provisioned joins two members by SST.
    it.runIf(soaking)('whose data directory was emptied gets a copy, without a question', async () => {
      await makeTable('(1)');
      await on(
        'db2',
        'systemctl stop mariadb; find /var/lib/mysql -mindepth 1 -delete 2>/dev/null; ls -A /var/lib/mysql',
      );
      expect(await joinOf('db2')).toMatchObject({
        summary: 'join the cluster by SST',
        why: 'it has no data; the donor is db1 or db3',
        destructive: false,
      });
      await sql('db3', 'INSERT INTO aethermart.joined VALUES (2)');
      await aether(['provision', '--yes']);
      await expectWhole('db2', '1,2');
    });

    it.runIf(soaking)('with an old image of its data joins by what it missed', async () => {
      await makeTable('(1)');
      await on(
        'db3',
        `systemctl stop mariadb; rm -rf ${IMAGE}; cp -a /var/lib/mysql ${IMAGE}; systemctl start mariadb`,
      );
      await sql('db1', 'INSERT INTO aethermart.joined VALUES (2)');
      await sql('db3', 'SET wsrep_sync_wait = 1; INSERT INTO aethermart.joined VALUES (3)');
      await on(
        'db3',
        `systemctl stop mariadb; find /var/lib/mysql -mindepth 1 -delete 2>/dev/null; cp -a ${IMAGE}/. /var/lib/mysql/`,
      );
      await sql('db2', 'INSERT INTO aethermart.joined VALUES (4)');
      expect(await joinOf('db3')).toMatchObject({
        summary: 'join the cluster by IST',
        why: expect.stringMatching(/^it is \d+ transactions behind; the donor is db1 or db2$/),
      });
      await aether(['provision', '--yes']);
      await expectWhole('db3', '1,2,3,4');
      await on('db3', `rm -rf ${IMAGE}`);
    });

    it.runIf(soaking).each<[string, string, string]>([
      [
        'that is ahead of the cluster',
        "sed -i 's/^seqno:.*/seqno:   999999/' grastate.dat",
        'grep -q 999999 grastate.dat',
      ],
      ['with data of no cluster', 'mkdir strange; rm grastate.dat', 'test -d strange'],
    ])('%s is left alone until its name is typed, and its data are kept', async (_what, make, isThere) => {
      await makeTable('(1)');
      await on('db3', `systemctl stop mariadb; cd /var/lib/mysql; ${make}`);
      const { error } = documentOf(await aether(['provision', '--yes', '--json'], 64));
      expect(error).toMatchObject({
        code: 'CONFIRMATION_REQUIRED',
        message: expect.stringMatching(/moves the data of db3 aside/),
        hint: expect.stringMatching(/--confirm db3$/),
      });
      await on('db3', `cd /var/lib/mysql; ${isThere}`);
      await aether(['provision', '--confirm', 'db3']);
      await on('db3', `cd /var/lib/mysql-aside-*; ${isThere}; rm -rf /var/lib/mysql-aside-*`);
      await on('db3', `cd /var/lib/mysql; ! { ${isThere}; }`);
      await expectWhole('db3', '1');
    });
  });
}
