import { describe, expect, it } from 'vitest';
import { documentOf } from '../../support/aether-cli.ts';
import { eventually } from '../../support/eventually.ts';
import { onHost, said } from '../../support/fleet.ts';
import type { OwnLab } from '../../support/own-lab.ts';
import { soaking } from '../../support/soak.ts';
import { fleetCommands, pending } from './fleet-commands.ts';

// The hosts came with unformatted disks: their data are on them since.

const MOUNTED = 'findmnt --noheadings --output SOURCE,FSTYPE,LABEL /var/lib/mysql';

/** Tests of the disks that provisioning has formatted. */
export function dataDiskTests(labOf: () => OwnLab, isPossible: boolean): void {
  const { aether, plan, sql } = fleetCommands(labOf);
  const on = (host: string, script: string) => said(labOf(), host, script);
  const size = async () => sql('db1', "SHOW GLOBAL STATUS LIKE 'wsrep_cluster_size'");

  describe.skipIf(!isPossible)('a data disk', { timeout: 600_000 }, () => {
    it('is mounted before the server starts when the host reboots', async () => {
      for (const host of ['db1', 'db2', 'db3', 'replica1'])
        expect((await on(host, MOUNTED)).split(/\s+/).slice(0, 2), host).toEqual(['/dev/vdb', 'ext4']);
      const bootId = 'cat /run/boot 2>/dev/null || cat /proc/sys/kernel/random/uuid | tee /run/boot';
      const before = await on('db3', bootId);
      await on('db3', 'systemctl --no-block reboot');
      await eventually(
        'db3 is back in the cluster',
        async () => {
          const { stdout } = await onHost(
            labOf(),
            'db3',
            `${bootId}; mariadb -BNe "SHOW STATUS LIKE 'wsrep_local_state_comment'"`,
          );
          return stdout?.includes(before) === false && stdout.includes('Synced') ? true : undefined;
        },
        240,
      );
      expect(await on('db3', MOUNTED)).toMatch(/^\/dev\/vdb/);
      const times = await on(
        'db3',
        'systemctl show --property=ActiveEnterTimestampMonotonic --value var-lib-mysql.mount; systemctl show --property=InactiveExitTimestampMonotonic --value mariadb.service',
      );
      const [mounted = 0, started = 0] = times.split('\n').map(Number);
      expect(mounted).toBeGreaterThan(0);
      expect(started).toBeGreaterThan(mounted);
      expect(await size()).toMatch(/\t3$/);
    });

    // What is decided about a disk that is missing is tested by itself (judge-disk.test.ts).
    it.runIf(soaking)(
      'that is missing keeps the server from starting on the root disk, and is mounted again once it is back',
      async () => {
        const number = await on('db3', 'mountpoint -x /dev/vdb');
        const [major = '', minor = ''] = number.split(':');
        await on('db3', 'systemctl stop mariadb && systemctl stop var-lib-mysql.mount && umount /dev/vdb');
        expect((await onHost(labOf(), 'db3', 'systemctl start mariadb')).exit_code).not.toBe(0);
        expect(await on('db3', 'ls -A /var/lib/mysql')).toBe('');
        const { error } = documentOf(await aether(['provision', '--yes', '--json'], 2));
        expect(error).toMatchObject({
          code: 'PROVISION_REFUSED',
          message: expect.stringMatching(/^db3: there is no block device \/dev\/vdb$/),
          hint: expect.stringMatching(/attach the disk/),
        });
        await on('db3', `rm /dev/vdb; mknod /dev/vdb b ${major} ${minor}`);
        // The directory that the disk is mounted on is not the server's own.
        expect(pending(await plan('--check', 1))).toEqual([
          'db3.data-disk',
          'db3.join',
          'db3.mariadb-directories',
        ]);
        await aether(['provision', '--yes']);
        expect(await size()).toMatch(/\t3$/);
        expect(pending(await plan('--check'))).toEqual([]);
      },
    );
  });
}
