// @module-tag tried-once
import { execFileSync } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import type { PlanDocument } from '../../src/lib/core/plan-schema.ts';
import { documentOf, startAether, type Ended } from '../support/aether-cli.ts';
import { eventually } from '../support/eventually.ts';
import { asOperator, faulty, installMariadb, onHost, overSsh, said } from '../support/fleet.ts';
import { ownLab, type OwnLab } from '../support/own-lab.ts';
import { soaking } from '../support/soak.ts';

// What stops provisioning half-way on one machine; the last test finishes what the others have begun.
// The volume holds the redo log of a single server, 1 GiB.

const isPossible = inject('lab') !== null;

let lab: OwnLab;

beforeAll(async () => {
  if (!isPossible) return;
  lab = await ownLab('refusals', undefined, {
    hosts: ['bastion', 'db1'],
    dataBytes: 4 * 1024 ** 3,
    blankData: true,
  });
  await lab.up();
});
afterAll(async () => {
  if (isPossible) await lab.remove();
});

async function provision(
  environmentFile = lab.environmentFile,
  flags: readonly string[] = ['--hosts', 'bastion', '--yes'],
): Promise<Ended> {
  const variables = { AETHER_STATE_DIR: lab.stateDir, AETHER_TEST_PASSWORD: 'wrong' };
  const args = ['--env', environmentFile, 'provision', ...flags, '--json'];
  return startAether(args, { cwd: lab.stateDir, variables }).ended;
}

/** The same environment with one text in place of another. */
async function changed(from: RegExp, to: string): Promise<string> {
  const file = join(dirname(lab.environmentFile), 'changed.yaml');
  await writeFile(file, (await readFile(lab.environmentFile, 'utf8')).replace(from, to));
  return file;
}

interface Obstacle {
  readonly put: string;
  readonly remove: string;
  readonly code: string;
  readonly message: RegExp;
}

const SUDOERS = '/etc/sudoers.d/90-admin';
const FULL = '/etc/systemd/journald.conf.d';

describe.skipIf(!isPossible)('provisioning is stopped, and the host can be reached,', () => {
  it('with another host key', async () => {
    const other = await changed(/host_keys: \['SHA256:.{8}/, "host_keys: ['SHA256:AAAAAAAA");
    expect(documentOf(await provision(other)).error).toMatchObject({ code: 'SSH_HOST_KEY_CHANGED' });
  });

  it('with a wrong password for sudo', async () => {
    await said(lab, 'bastion', `sed -i.before 's/NOPASSWD://' ${SUDOERS}`);
    const wrong = await changed(/^ssh:$/m, "ssh:\n  sudo_password: 'env:AETHER_TEST_PASSWORD'");
    expect(documentOf(await provision(wrong)).error).toMatchObject({ code: 'SSH_SUDO_REFUSED' });
    await said(lab, 'bastion', `mv ${SUDOERS}.before ${SUDOERS}`);
  });

  it('with a data disk that is not blank', async () => {
    const flags = ['--hosts', 'db1', '--yes'];
    const refusal = async () => documentOf(await provision(lab.environmentFile, flags)).error;
    await said(lab, 'db1', 'mkfs.ext4 -q -L shop /dev/vdb');
    expect(await refusal()).toMatchObject({
      code: 'PROVISION_REFUSED',
      message: expect.stringMatching(
        /^db1: \/dev\/vdb is not blank \(ext4 shop [0-9a-f-]{36}\); it was not formatted$/,
      ),
      hint: expect.stringMatching(/another disk .* blkdiscard --force --zeroout \/dev\/vdb$/),
    });
    expect(await said(lab, 'db1', 'blkid -p -s LABEL -o value /dev/vdb')).toBe('shop');
    await said(
      lab,
      'db1',
      'blkdiscard --force --zeroout /dev/vdb; echo kept | dd of=/dev/vdb conv=notrunc status=none',
    );
    expect((await refusal())?.message).toMatch(/no known file system, but its first or last MiB holds data/);
    expect(await said(lab, 'db1', 'head -c 4 /dev/vdb')).toBe('kept');
    await said(lab, 'db1', 'blkdiscard --force --zeroout /dev/vdb');
    const { data } = documentOf<PlanDocument>(
      await provision(lab.environmentFile, ['--hosts', 'db1', '--dry-run']),
    );
    expect(data.plan.steps.find(({ id }) => id === 'db1.data-disk')?.summary).toMatch(/^format \/dev\/vdb/);
  });

  it('with a clock by which its certificate would not be valid yet', async () => {
    const hosts = ['--hosts', 'bastion,db1'];
    {
      await using _off = await faulty(lab, 'db1', 'clock-off', { by: -7200 });
      const { error } = documentOf(await provision(lab.environmentFile, [...hosts, '--yes']));
      expect(error).toMatchObject({
        code: 'PROVISION_REFUSED',
        message: expect.stringMatching(
          /^db1: its clock is (1h59m|2h0m) slow against this computer: a certificate/,
        ),
      });
      expect((await overSsh(lab, 'db1', 'true')).exit_code).toBe(0);
    }
    const { data } = documentOf<PlanDocument>(await provision(lab.environmentFile, [...hosts, '--dry-run']));
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
    await said(lab, 'bastion', put);
    const { error } = documentOf(await provision());
    expect(error).toMatchObject({ code, message: expect.stringMatching(message) });
    expect((await overSsh(lab, 'bastion', 'true')).exit_code).toBe(0);
    await said(lab, 'bastion', remove);
  });

  it('until nothing stops it', async () => {
    const ended = await provision();
    expect(ended.exitCode, ended.stderr.slice(-3000)).toBe(0);
    expect((await overSsh(lab, 'bastion', 'sudo', '-n', 'true')).exit_code).toBe(0);
  });

  it('lets people in by their keys, jump users to other hosts alone, and nobody who has left', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'aether-'));
    const publicKeys: string[] = [];
    for (const name of ['anna', 'ben']) {
      execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-C', name, '-f', join(directory, name)]);
      publicKeys.push((await readFile(join(directory, `${name}.pub`), 'utf8')).trim());
    }
    const login = async (name: string, what: string) =>
      asOperator(
        lab,
        `timeout 60 ssh -F ${lab.sshConfig} -i ${join(directory, name)} -l ${name} ${what} </dev/null 2>&1`,
      );
    const [, address] =
      /^ {2}db1:\n {4}address: (.*)$/m.exec(await readFile(lab.environmentFile, 'utf8')) ?? [];
    const people = await changed(
      /^ssh:$/m,
      `ssh:\n  users: { anna: { keys: ['${publicKeys[0]}'], sudo: true } }\n  jump_users: { ben: { keys: ['${publicKeys[1]}'] } }`,
    );
    const ended = await provision(people);
    expect(ended.exitCode, ended.stdout + ended.stderr.slice(-3000)).toBe(0);
    expect((await login('anna', 'bastion sudo -n id -u')).stdout).toBe('0\n');
    expect((await login('ben', `-W ${address}:22 bastion`)).stdout).toMatch(/^SSH-2\.0/);
    expect((await login('ben', 'bastion id -u')).exitCode).not.toBe(0);
    expect((await overSsh(lab, 'bastion', 'sudo', '-n', 'true')).exit_code).toBe(0);
    expect(documentOf<{ changed: number }>(await provision(people)).data.changed).toBe(0);

    // A person who has left cannot keep a door open that is not aether's.
    await said(
      lab,
      'bastion',
      'install -d -o anna -m 700 ~anna/.ssh; install -o anna -m 600 /etc/aether/keys/anna ~anna/.ssh/authorized_keys',
    );
    expect((await provision()).exitCode).toBe(0);
    for (const name of ['anna', 'ben']) expect((await login(name, 'bastion true')).exitCode).not.toBe(0);
    await said(
      lab,
      'bastion',
      'test -d ~anna && test ! -e /etc/aether/keys/anna && ! grep anna /etc/sudoers.d/80-aether',
    );
    await rm(directory, { recursive: true });
  });

  // What the revert does is tested by itself, and a boot that takes changes back with the packet filter.
  it.runIf(soaking)('takes the accounts of people back if a run dies while it makes them', async () => {
    const people = await changed(
      /^ssh:$/m,
      "ssh:\n  users: { carla: { keys: ['ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA carla'], sudo: true } }",
    );
    // The run stops where the rights are checked, before the login that confirms the change.
    const visudo = '/usr/local/sbin/visudo';
    await said(lab, 'bastion', `printf '#!/bin/sh\\nexec sleep 1000\\n' >${visudo}; chmod 755 ${visudo}`);
    const killed = startAether(['--env', people, 'provision', '--hosts', 'bastion', '--yes'], {
      cwd: lab.stateDir,
      variables: { AETHER_STATE_DIR: lab.stateDir },
    });
    await eventually('a key is in place, and the rights are not', async () =>
      (await onHost(lab, 'bastion', 'test -e /etc/aether/keys/carla && pgrep -x sleep')).exit_code === 0
        ? true
        : undefined,
    );
    killed.kill('SIGKILL');
    await killed.ended;
    await said(
      lab,
      'bastion',
      `rm ${visudo}; systemctl is-active aether-revert-timer.timer; systemctl stop 'aether-*.service'; systemctl start aether-revert.service`,
    );
    await said(lab, 'bastion', 'test ! -e /etc/aether/keys/carla && ! grep carla /etc/sudoers.d/80-aether');
    expect(await said(lab, 'bastion', 'getent shadow carla | cut -d: -f8')).toBe('1');
    expect((await overSsh(lab, 'bastion', 'sudo', '-n', 'true')).exit_code).toBe(0);
    expect((await provision()).exitCode).toBe(0);
  });

  it.runIf(soaking)(
    'with a database server that aether did not install, until it is adopted',
    { timeout: 600_000 },
    async () => {
      // Its data are on the disk of the system.
      const single = await changed(
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
