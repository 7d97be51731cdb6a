import { describe, expect, it } from 'vitest';
import { eventually } from '../../support/eventually.ts';
import { onHost, said } from '../../support/fleet.ts';
import type { OwnLab } from '../../support/own-lab.ts';
import { soaking } from '../../support/soak.ts';

// On the fleet that test/fleet/provision.test.ts has provisioned: it finds the cluster whole, and leaves it whole.

/** A member that boots before the others. */
export function bootOrderTests(labOf: () => OwnLab, isPossible: boolean): void {
  const status = async (host: string, name: string) => {
    const { stdout } = await onHost(labOf(), host, `mariadb -BNe "SHOW STATUS LIKE '${name}'" | cut -f2`);
    return (stdout ?? '').trim();
  };
  const unit = async (property: string) =>
    said(labOf(), 'db3', `systemctl show --property=${property} --value mariadb`);

  // It gives up once before the others are there, which takes it half a minute.
  describe.skipIf(!isPossible || !soaking)('a member that boots first', { timeout: 600_000 }, () => {
    it('is started again until the others are there, joins them, and founds no cluster', async () => {
      const uuid = await status('db1', 'wsrep_cluster_state_uuid');
      // The last one to stop is the one that may be bootstrapped.
      for (const host of ['db3', 'db2', 'db1']) await said(labOf(), host, 'systemctl stop mariadb');
      await said(labOf(), 'db3', 'systemctl start --no-block mariadb');
      await eventually(
        'it gave up and was started again',
        async () => (Number(await unit('NRestarts')) > 0 ? true : undefined),
        240,
      );
      expect(await status('db3', 'wsrep_cluster_status')).not.toBe('Primary');
      await said(labOf(), 'db1', 'galera_new_cluster');
      await said(labOf(), 'db2', 'systemctl start mariadb');
      await eventually(
        'it has joined them',
        async () =>
          (await status('db3', 'wsrep_local_state_comment')) === 'Synced' &&
          (await status('db1', 'wsrep_cluster_size')) === '3'
            ? true
            : undefined,
        240,
      );
      for (const host of ['db1', 'db2', 'db3'])
        expect(await status(host, 'wsrep_cluster_state_uuid')).toBe(uuid);
    });
  });
}
