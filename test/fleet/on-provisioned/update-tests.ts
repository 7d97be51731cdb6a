import { describe, expect, it } from 'vitest';
import { planSchema, type PlanDocument } from '../../../src/lib/core/plan-schema.ts';
import { documentOf } from '../../support/aether-cli.ts';
import { said } from '../../support/fleet.ts';
import type { OwnLab } from '../../support/own-lab.ts';
import { soaking } from '../../support/soak.ts';
import { fleetCommands, pending } from './fleet-commands.ts';

const MEMBERS = ['db1', 'db2', 'db3'];
const HOSTS = [...MEMBERS, 'replica1'];
const SOURCE = '/etc/apt/sources.list.d/test-updates.sources';

/** Makes a repository on a host with the server's package in another version: the same files under another number. */
const repository = (version: string) => `set -e
rm -rf /opt/test-updates; mkdir -p /opt/test-updates; cd /opt/test-updates
dpkg-deb -R /opt/aether-packages/mariadb-server_*.deb server
sed -i 's/^Version: .*/Version: ${version}/' server/DEBIAN/control
dpkg-deb -Znone -b server . >/dev/null
rm -r server
for package in *.deb; do
  dpkg-deb --field "$package"
  printf 'Filename: ./%s\\nSize: %s\\nSHA256: %s\\n\\n' "$package" "$(stat -c %s "$package")" "$(sha256sum "$package" | cut -d' ' -f1)"
done >Packages
printf 'Types: deb\\nURIs: file:/opt/test-updates\\nSuites: ./\\nTrusted: yes\\n' >${SOURCE}`;

/** Tests that servers get newer packages. */
export function updateTests(labOf: () => OwnLab, isPossible: boolean): void {
  const { aether, plan, sql } = fleetCommands(labOf);
  const onAll = async (script: string) => Promise.all(HOSTS.map((host) => said(labOf(), host, script)));
  const installed = async () => onAll("dpkg-query -W -f='${Version} ${db:Status-Want}' mariadb-server");
  const planUpdate = async () => {
    const ended = await aether(['provision', '--update', '--dry-run', '--json']);
    return planSchema.parse(documentOf<PlanDocument>(ended).data).plan;
  };

  describe.skipIf(!isPossible || !soaking)('newer packages', { timeout: 1_200_000 }, () => {
    it('are installed on the replica first, then on one member at a time, and no write is lost', async () => {
      const [before = ''] = await installed();
      const version = `${before.split(' ')[0]}+test1`;
      expect(pending(await planUpdate())).toEqual([]);
      await onAll(repository(version));
      // Not by a run that was not asked to.
      expect(pending(await plan('--check'))).toEqual([]);
      const planned = await planUpdate();
      expect(planned.steps.filter(({ action }) => action !== 'keep').map(({ id }) => id)).toEqual(
        ['replica1', ...MEMBERS].map((host) => `${host}.update`),
      );
      const { stderr } = await aether(['provision', '--update', '--yes']);
      expect(stderr.match(/\d+ writes during the restart/g)).toHaveLength(MEMBERS.length);
      const order = [...stderr.matchAll(/✓ (\w+): install mariadb-server=/g)].map(([, host]) => host);
      expect(order).toEqual(['replica1', ...MEMBERS]);
      expect(await installed()).toEqual(HOSTS.map(() => `${version} hold`));
      for (const host of MEMBERS)
        expect(await sql(host, "SHOW GLOBAL STATUS LIKE 'wsrep_cluster_size'")).toMatch(/\t3$/);
      expect(pending(await planUpdate())).toEqual([]);
      expect(pending(await plan('--check'))).toEqual([]);
    });

    it('are refused below what is installed, and of another series', async () => {
      const pin = '/etc/apt/preferences.d/test-updates';
      const refusal = async () =>
        documentOf(await aether(['provision', '--update', '--yes', '--json'], 2)).error;
      await said(labOf(), 'db2', repository('1:11.8.1'));
      await said(
        labOf(),
        'db2',
        `printf 'Package: mariadb-server\\nPin: version 1:11.8.1\\nPin-Priority: 1001\\n' >${pin}`,
      );
      expect(await refusal()).toMatchObject({
        code: 'PROVISION_REFUSED',
        message: expect.stringMatching(
          /^db2 has mariadb-server .*\+test1, .* offer 1:11\.8\.1, which is older/,
        ),
      });
      await said(labOf(), 'db2', `rm ${pin}; ${repository('1:12.3.1')}`);
      expect((await refusal())?.message).toMatch(
        /^db2 has MariaDB .* offer 1:12\.3\.1, another series than 11\.8/,
      );
      await onAll(`rm -rf ${SOURCE} /opt/test-updates`);
      expect(pending(await plan('--check'))).toEqual([]);
    });
  });
}
