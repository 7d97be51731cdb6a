import { describe, expect, it } from 'vitest';
import { documentOf } from '../../support/aether-cli.ts';
import { said } from '../../support/fleet.ts';
import type { OwnLab } from '../../support/own-lab.ts';
import { fleetCommands, pending } from './fleet-commands.ts';

// A kind that is not here: settings of the kernel, which a container does not have (src/lib/provision/steps/kernel-settings.test.ts);
// the disk of the data (data-disk-tests.ts); people (people-tests.ts).

/** Tests that a second look finds what somebody else has changed. */
export function driftTests(labOf: () => OwnLab, isPossible: boolean): void {
  const { aether, plan, sql } = fleetCommands(labOf);
  /** Changes what a host has noted as the settings of its server. */
  const noteOther = async (host: string, setting: string) => {
    const [name] = setting.split(' ');
    await said(labOf(), host, `sed -i 's/^${name} = .*/${setting}/' /run/mysqld/aether-settings.cnf`);
  };

  describe.skipIf(!isPossible)('drift', () => {
    it(
      'of every kind is found, and repaired by one of two operators, for whom the other waits',
      { timeout: 600_000 },
      async () => {
        await said(
          labOf(),
          'bastion',
          "sed -i '/ db2$/d' /etc/hosts; rm /etc/ssh/sshd_config.d/05-aether.conf",
        );
        await said(labOf(), 'db1', 'chmod 644 /etc/mysql/aether/server-key.pem; apt-mark unhold galera-4');
        await sql(
          'db1',
          "REVOKE PROCESS ON *.* FROM 'aether_monitor'@'%'; GRANT FILE ON *.* TO 'aether_reader'@'%'",
        );
        // As if they had been started with other settings: one that can be set, and one that takes a restart.
        await noteOther('db1', 'max_connections = 17');
        await noteOther('db2', 'performance_schema = ON');
        await said(
          labOf(),
          'db1',
          "sed -i 's/^wsrep_cluster_address.*/&,10.9.9.9/' /etc/mysql/mariadb.conf.d/zz-aether.cnf",
        );
        await sql('db1', 'SET GLOBAL max_connections = 17');
        await said(labOf(), 'db3', 'systemctl stop mariadb; rm -r /var/lib/mysql-tmp');
        await said(labOf(), 'db3', 'nft delete table inet aether');
        await said(labOf(), 'db2', 'systemctl --quiet disable mariadb');
        await sql('replica1', 'STOP SLAVE');
        await said(labOf(), 'replica1', 'dpkg --remove --force-depends --force-hold socat');
        await said(labOf(), 'replica1', 'nft add rule inet aether input tcp dport 9 accept');
        const drift = [
          'bastion.hosts-file',
          'bastion.ssh-server',
          'db1.accounts',
          'db1.mariadb-certificates',
          'db1.mariadb-config',
          'db1.mariadb-packages',
          'db1.set',
          'db2.mariadb-boot',
          'db2.restart',
          'db3.join',
          'db3.mariadb-directories',
          'db3.packet-filter',
          'replica1.follow',
          'replica1.mariadb-packages',
          'replica1.packet-filter',
        ];
        const found = await plan('--check', 1);
        expect(pending(found)).toEqual(drift);
        const diff = found.steps.find(({ id }) => id === 'db1.mariadb-config')?.facts['diff'];
        expect(diff).toContainEqual(expect.stringMatching(/^-wsrep_cluster_address = .*10\.9\.9\.9$/));
        const both = await Promise.all([
          aether(['provision', '--yes', '--json']),
          aether(['provision', '--yes', '--json']),
        ]);
        const changes = both.map((ended) => documentOf<{ changed: number }>(ended).data.changed);
        expect(changes.toSorted((one, other) => one - other)).toEqual([0, drift.length]);
        const stderr = both.map((ended) => ended.stderr).join('');
        expect(stderr).toMatch(/waiting: .*(locked by|has not ended)/);
        expect(stderr).toMatch(/[1-9]\d* writes during the restart/);
        expect(await sql('db2', "SHOW DATABASES LIKE 'aether%probe'")).toBe('');
        expect(await sql('db1', 'SELECT @@max_connections')).toBe('200');
        expect(await sql('db2', "SHOW GLOBAL STATUS LIKE 'wsrep_cluster_size'")).toMatch(/\t3$/);
        expect(await sql('db2', "SHOW GRANTS FOR 'aether_reader'@'%'")).not.toMatch(/FILE/);
      },
    );
  });
}
