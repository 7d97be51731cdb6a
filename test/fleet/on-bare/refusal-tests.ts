import { describe, expect, it } from 'vitest';
import type { PlanDocument } from '../../../src/lib/core/plan-schema.ts';
import { documentOf } from '../../support/aether-cli.ts';
import { faulty, overSsh, said } from '../../support/fleet.ts';
import type { OwnLab } from '../../support/own-lab.ts';
import { fleetCommands } from '../on-provisioned/fleet-commands.ts';

// On bare machines: what they have begun on the bastion is finished when the fleet is provisioned.

interface Obstacle {
  readonly put: string;
  readonly remove: string;
  readonly code: string;
  readonly message: RegExp;
}

const SUDOERS = '/etc/sudoers.d/90-admin';
const FULL = '/etc/systemd/journald.conf.d';

/** Tests of what stops provisioning, before or half-way. */
export function refusalTests(labOf: () => OwnLab, isPossible: boolean): void {
  const { start, changed } = fleetCommands(labOf);
  const provision = (environmentFile?: string, flags: readonly string[] = ['--hosts', 'bastion', '--yes']) =>
    start(['provision', ...flags, '--json'], environmentFile, { AETHER_TEST_PASSWORD: 'wrong' }).ended;

  describe.skipIf(!isPossible)('provisioning is stopped, and the host can be reached,', () => {
    it('with another host key', async () => {
      const other = await changed('changed', /host_keys: \['SHA256:.{8}/, "host_keys: ['SHA256:AAAAAAAA");
      expect(documentOf(await provision(other)).error).toMatchObject({ code: 'SSH_HOST_KEY_CHANGED' });
    });

    it('with a wrong password for sudo', async () => {
      await said(labOf(), 'bastion', `sed -i.before 's/NOPASSWD://' ${SUDOERS}`);
      const wrong = await changed('changed', /^ssh:$/m, "ssh:\n  sudo_password: 'env:AETHER_TEST_PASSWORD'");
      expect(documentOf(await provision(wrong)).error).toMatchObject({ code: 'SSH_SUDO_REFUSED' });
      await said(labOf(), 'bastion', `mv ${SUDOERS}.before ${SUDOERS}`);
    });

    it('with a data disk that is not blank', async () => {
      const flags = ['--hosts', 'db1', '--yes'];
      const refusal = async () => documentOf(await provision(undefined, flags)).error;
      await said(labOf(), 'db1', 'mkfs.ext4 -q -L shop /dev/vdb');
      expect(await refusal()).toMatchObject({
        code: 'PROVISION_REFUSED',
        message: expect.stringMatching(
          /^db1: \/dev\/vdb is not blank \(ext4 shop [0-9a-f-]{36}\); it was not formatted$/,
        ),
        hint: expect.stringMatching(/another disk .* blkdiscard --force --zeroout \/dev\/vdb$/),
      });
      expect(await said(labOf(), 'db1', 'blkid -p -s LABEL -o value /dev/vdb')).toBe('shop');
      await said(
        labOf(),
        'db1',
        'blkdiscard --force --zeroout /dev/vdb; echo kept | dd of=/dev/vdb conv=notrunc status=none',
      );
      expect((await refusal())?.message).toMatch(
        /no known file system, but its first or last MiB holds data/,
      );
      expect(await said(labOf(), 'db1', 'head -c 4 /dev/vdb')).toBe('kept');
      await said(labOf(), 'db1', 'blkdiscard --force --zeroout /dev/vdb');
      const { data } = documentOf<PlanDocument>(await provision(undefined, ['--hosts', 'db1', '--dry-run']));
      expect(data.plan.steps.find(({ id }) => id === 'db1.data-disk')?.summary).toMatch(/^format \/dev\/vdb/);
    });

    it('with a clock by which its certificate would not be valid yet', async () => {
      const hosts = ['--hosts', 'bastion,db1'];
      {
        await using _off = await faulty(labOf(), 'db1', 'clock-off', { by: -7200 });
        const { error } = documentOf(await provision(undefined, [...hosts, '--yes']));
        expect(error).toMatchObject({
          code: 'PROVISION_REFUSED',
          message: expect.stringMatching(
            /^db1: its clock is (1h59m|2h0m) slow against this computer: a certificate/,
          ),
        });
        expect((await overSsh(labOf(), 'db1', 'true')).exit_code).toBe(0);
      }
      const { data } = documentOf<PlanDocument>(await provision(undefined, [...hosts, '--dry-run']));
      expect(data.plan.steps.map(({ id }) => id)).toContain('db1.mariadb-certificates');
    });

    it.each<[string, Obstacle]>([
      [
        'a full disk',
        {
          put: `mkdir -p ${FULL}; mount -t tmpfs -o size=4k tmpfs ${FULL}; head -c 4096 /dev/zero >${FULL}/zero`,
          remove: `umount ${FULL}`,
          code: 'PROVISION_FAILED',
          message: /^bastion: journal-size failed[^]*No space left on device/,
        },
      ],
      [
        'a package that no repository has',
        {
          put: 'mv /etc/apt/sources.list.d /root/; rm -rf /var/lib/apt/lists',
          remove: 'rm -rf /etc/apt/sources.list.d; mv /root/sources.list.d /etc/apt/; apt-get -q update',
          code: 'PROVISION_FAILED',
          message: /^bastion: security-updates failed[^]*Unable to locate package unattended-upgrades/,
        },
      ],
      [
        'a file that sshd cannot read',
        {
          put: 'echo Nonsense yes >/etc/ssh/sshd_config.d/50-other.conf',
          remove: 'rm /etc/ssh/sshd_config.d/50-other.conf',
          code: 'PROVISION_REFUSED',
          message: /^bastion: sshd cannot read its configuration: .*50-other\.conf.*Nonsense/,
        },
      ],
    ])('with %s', async (_what, { put, remove, code, message }) => {
      await said(labOf(), 'bastion', put);
      const { error } = documentOf(await provision());
      expect(error).toMatchObject({ code, message: expect.stringMatching(message) });
      expect((await overSsh(labOf(), 'bastion', 'true')).exit_code).toBe(0);
      await said(labOf(), 'bastion', remove);
    });
  });
}
