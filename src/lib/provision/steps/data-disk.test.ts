import { expect, it } from 'vitest';
import { environmentSchema } from '../../infra/config/environment-schema.ts';
import { dataUuid } from '../disk/judge-disk.ts';
import type { HostView } from '../step-spec.ts';
import { step } from './data-disk.ts';

const environment = environmentSchema.parse({
  name: 'shop',
  hosts: {
    db1: { address: '10.0.0.1', roles: ['mariadb'], data_disk: '/dev/nvme1n1' },
    db2: { address: '10.0.0.2', roles: ['mariadb'] },
  },
  mariadb: { version: '11.8' },
});

function judge(name: string, seen: string) {
  return step.judge(seen, { name, host: environment.hosts[name]!, environment } as unknown as HostView);
}

const BLANK = 'bytes 2147483648\nuuid\nzero';

it('nothing is done on a host for which the environment file names no disk', () => {
  expect(judge('db2', '')).toMatchObject({ kind: 'right' });
});

it('a disk is mounted by what is on it if udev names devices so, as nvme1n1 may be another one after a boot', async () => {
  const byUuid = await judge('db1', `udev\n${BLANK}`);
  expect(byUuid).toMatchObject({
    kind: 'change',
    action: 'create',
    summary: 'format /dev/nvme1n1 (ext4, 2.0 GiB), mount it on /var/lib/mysql',
    diff: expect.arrayContaining([`+What=/dev/disk/by-uuid/${dataUuid('shop', 'db1')}`]),
  });
  expect(await judge('db1', BLANK)).toMatchObject({
    diff: expect.arrayContaining(['+What=/dev/nvme1n1', '+RequiresMountsFor=/var/lib/mysql']),
  });
});

it('a disk that is mounted, and not by a unit that is enabled, is a change that formats nothing', async () => {
  const change = await judge('db1', 'bytes 2147483648\nuuid 1234\nmounted this');
  if (change.kind !== 'change') throw new Error('not a change');
  expect(change.summary).toBe('mount /dev/nvme1n1 on /var/lib/mysql at every boot');
  expect(await change.script()).not.toContain('mkfs');
});

it('a disk with something on it is refused', () => {
  expect(() => judge('db1', 'bytes 2147483648\nuuid 1\nsignature xfs 1')).toThrow(/is not blank \(xfs 1\)/);
});
