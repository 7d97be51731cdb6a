import { execFileSync } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { PlanDocument } from '../../../src/lib/core/plan-schema.ts';
import { documentOf } from '../../support/aether-cli.ts';
import { eventually } from '../../support/eventually.ts';
import { asOperator, onHost, overSsh, said } from '../../support/fleet.ts';
import type { OwnLab } from '../../support/own-lab.ts';
import { soaking } from '../../support/soak.ts';
import { fleetCommands, pending } from './fleet-commands.ts';

const NEW_KEY = ['-q', '-t', 'ed25519', '-N', ''];

/** Tests of the accounts of people, on a bastion that is provisioned. */
export function peopleTests(labOf: () => OwnLab, isPossible: boolean): void {
  const { start, changed } = fleetCommands(labOf);
  const provision = (environmentFile?: string, flags: readonly string[] = ['--hosts', 'bastion', '--yes']) =>
    start(['provision', ...flags, '--json'], environmentFile).ended;

  describe.skipIf(!isPossible)('provisioning', () => {
    it('lets people in by their keys, jump users to other hosts alone, and nobody who has left', async () => {
      const directory = await mkdtemp(join(tmpdir(), 'aether-'));
      const publicKeys: string[] = [];
      for (const name of ['anna', 'ben']) {
        execFileSync('ssh-keygen', [...NEW_KEY, '-C', name, '-f', join(directory, name)]);
        publicKeys.push((await readFile(join(directory, `${name}.pub`), 'utf8')).trim());
      }
      const login = async (name: string, what: string) =>
        asOperator(
          labOf(),
          `timeout 60 ssh -F ${labOf().sshConfig} -i ${join(directory, name)} -l ${name} ${what} </dev/null 2>&1`,
        );
      const [, address] =
        /^ {2}db1:\n {4}address: (.*)$/m.exec(await readFile(labOf().environmentFile, 'utf8')) ?? [];
      const people = await changed(
        'changed',
        /^ssh:$/m,
        `ssh:\n  users: { anna: { keys: ['${publicKeys[0]}'], sudo: true } }\n  jump_users: { ben: { keys: ['${publicKeys[1]}'] } }`,
      );
      const ended = await provision(people);
      expect(ended.exitCode, ended.stdout + ended.stderr.slice(-3000)).toBe(0);
      expect((await login('anna', 'bastion sudo -n id -u')).stdout).toBe('0\n');
      expect((await login('ben', `-W ${address}:22 bastion`)).stdout).toMatch(/^SSH-2\.0/);
      expect((await login('ben', 'bastion id -u')).exitCode).not.toBe(0);
      expect((await overSsh(labOf(), 'bastion', 'sudo', '-n', 'true')).exit_code).toBe(0);
      await said(labOf(), 'bastion', 'usermod --shell /bin/false anna');
      const drifted = await start(['provision', '--hosts', 'bastion', '--check', '--json'], people).ended;
      expect(pending(documentOf<PlanDocument>(drifted).data.plan)).toEqual(['bastion.users']);

      // A person who has left cannot keep a door open that is not aether's.
      await said(
        labOf(),
        'bastion',
        'install -d -o anna -m 700 ~anna/.ssh; install -o anna -m 600 /etc/aether/keys/anna ~anna/.ssh/authorized_keys',
      );
      expect((await provision()).exitCode).toBe(0);
      for (const name of ['anna', 'ben']) expect((await login(name, 'bastion true')).exitCode).not.toBe(0);
      await said(
        labOf(),
        'bastion',
        'test -d ~anna && test ! -e /etc/aether/keys/anna && ! grep anna /etc/sudoers.d/80-aether',
      );
      await rm(directory, { recursive: true });
    });

    // What the revert does is tested by itself, and a boot that takes changes back with the packet filter.
    it.runIf(soaking)('takes the accounts of people back if a run dies while it makes them', async () => {
      const people = await changed(
        'changed',
        /^ssh:$/m,
        "ssh:\n  users: { carla: { keys: ['ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA carla'], sudo: true } }",
      );
      // The run stops where the rights are checked, before the login that confirms the change.
      const visudo = '/usr/local/sbin/visudo';
      await said(
        labOf(),
        'bastion',
        `printf '#!/bin/sh\\nexec sleep 1000\\n' >${visudo}; chmod 755 ${visudo}`,
      );
      const killed = start(['provision', '--hosts', 'bastion', '--yes'], people);
      await eventually('a key is in place, and the rights are not', async () =>
        (await onHost(labOf(), 'bastion', 'test -e /etc/aether/keys/carla && pgrep -xf "sleep 1000"'))
          .exit_code === 0
          ? true
          : undefined,
      );
      killed.kill('SIGKILL');
      await killed.ended;
      await said(
        labOf(),
        'bastion',
        `rm ${visudo}; systemctl is-active aether-revert-wait.service; systemctl stop 'aether-*.service'; systemctl start aether-revert.service`,
      );
      await said(
        labOf(),
        'bastion',
        'test ! -e /etc/aether/keys/carla && ! grep carla /etc/sudoers.d/80-aether',
      );
      expect(await said(labOf(), 'bastion', 'getent shadow carla | cut -d: -f8')).toBe('1');
      expect((await overSsh(labOf(), 'bastion', 'sudo', '-n', 'true')).exit_code).toBe(0);
      expect((await provision()).exitCode).toBe(0);
    });
  });
}
