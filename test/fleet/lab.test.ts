// @module-tag tried-once
import { readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { describe, expect } from 'vitest';
import { createRedactor } from '../../src/lib/core/redact.ts';
import { enterLabNetwork } from '../../src/lib/infra/cli/enter-lab-network.ts';
import { loadEnvironment } from '../../src/lib/infra/config/load-environment.ts';
import { fingerprintOf } from '../../src/lib/lab/keys/key-pair.ts';
import type { CommandEnd } from '../../src/lib/lab/lab-exec.ts';
import { labStatus } from '../../src/lib/lab/lab-status.ts';
import { openLab } from '../../src/lib/lab/lab.ts';
import { documentOf, startAether } from '../support/aether-cli.ts';
import { eventually } from '../support/eventually.ts';
import { asOperator, connectsTo, fleet, installMariadb, onHost, overSsh, said } from '../support/fleet.ts';
import { labContext } from '../support/lab-context.ts';
import type { TestLab } from './lab-setup.ts';

const NAMES = ['bastion', 'db1', 'db2', 'db3', 'replica1', 'mongo1'] as const;

async function addresses(lab: TestLab): Promise<Record<string, string>> {
  const { state } = await openLab(labContext(lab.stateDir), lab.name);
  return Object.fromEntries(state.hosts.map(({ name, address }) => [name, address]));
}

async function environmentOf(lab: TestLab) {
  return loadEnvironment({
    cwd: lab.stateDir,
    variables: {},
    stateDir: lab.stateDir,
    redactor: createRedactor(),
    explicit: lab.environmentFile,
  });
}

describe('a lab', () => {
  fleet('lets the operator in on all six machines, through the bastion', async ({ lab }) => {
    const ends = await Promise.all(NAMES.map((name) => overSsh(lab, name, 'hostname')));
    expect(ends.map(({ stdout }) => stdout?.trim())).toEqual([...NAMES]);
  });

  fleet('keeps its machines from accepting SSH from anybody but the bastion', async ({ lab }) => {
    const { bastion = '', db1 = '' } = await addresses(lab);
    expect((await asOperator(lab, connectsTo(bastion, 22))).exitCode).toBe(0);
    expect((await asOperator(lab, connectsTo(db1, 22))).exitCode).not.toBe(0);
    expect((await onHost(lab, 'db2', connectsTo(db1, 22))).exit_code).not.toBe(0);
    expect((await onHost(lab, 'bastion', connectsTo(db1, 22))).exit_code).toBe(0);
  });

  fleet(
    'writes an environment file that is valid and has the fingerprints of the host keys',
    async ({ lab }) => {
      const { config, warnings } = await environmentOf(lab);
      expect(Object.keys(config.hosts)).toEqual([...NAMES]);
      expect(config.ssh?.bastion).toBe('bastion');
      expect(warnings).toEqual([]);
      const publicKey = await said(lab, 'db1', 'cat /etc/ssh/ssh_host_ed25519_key.pub');
      expect(config.hosts['db1']?.host_keys).toEqual([fingerprintOf(publicKey)]);
      const others = Object.values(config.hosts).map(({ host_keys }) => host_keys?.[0]);
      expect(new Set(others).size).toBe(NAMES.length);
    },
  );

  fleet('installs packages although no packet leaves it', async ({ lab }) => {
    expect(
      await said(lab, 'db3', 'apt-get update -q && apt-get install -y -q socat && socat -V | head -n 1'),
    ).toMatch(/socat/);
    const outside = await onHost(lab, 'db3', connectsTo('1.1.1.1', 53));
    expect(outside.stderr).toMatch(/unreachable/i);
    expect((await asOperator(lab, 'ip route get 1.1.1.1')).stderr).toMatch(/unreachable/i);
  });

  fleet('gives every database host a data volume of its own', async ({ lab }) => {
    const volume = await said(lab, 'db1', 'findmnt --noheadings --output TARGET,FSTYPE /var/lib/mysql');
    expect(volume).toMatch(/^\/var\/lib\/mysql +ext4$/);
    await said(lab, 'db1', 'touch /var/lib/mysql/mine');
    expect((await onHost(lab, 'db2', 'test -e /var/lib/mysql/mine')).exit_code).toBe(1);
    await said(lab, 'db1', 'rm /var/lib/mysql/mine');
  });

  fleet(
    'cannot set the clock of this computer, neither from its machines nor from their console',
    async ({ lab }) => {
      const CAP_SYS_TIME = 25n;
      const bounding = 'sed -n "s/^CapBnd:[[:space:]]*//p"';
      for (const status of ['/proc/1/status', '/proc/self/status']) {
        const capabilities = BigInt(`0x${await said(lab, 'db1', `${bounding} ${status}`)}`);
        expect((capabilities >> CAP_SYS_TIME) & 1n).toBe(0n);
      }
    },
  );

  fleet('keeps a service that is killed on one machine from touching the others', async ({ lab }) => {
    await installMariadb(lab, ['db1', 'db2']);
    const pidOf = (host: string) => said(lab, host, 'systemctl show --property MainPID --value mariadb');
    const [first, second] = [await pidOf('db1'), await pidOf('db2')];
    await said(lab, 'db1', 'systemctl kill --kill-whom=all --signal=KILL mariadb');
    await eventually('systemd has noticed', async () => ((await pidOf('db1')) === first ? undefined : true));
    expect(await pidOf('db2')).toBe(second);
    const { hosts } = await labStatus(await openLab(labContext(lab.stateDir), lab.name));
    expect(hosts.map(({ state }) => state)).toEqual(NAMES.map(() => 'ready'));
    await said(lab, 'db1', 'systemctl restart mariadb');
  });

  fleet('shows the journal and the console of a machine', async ({ lab }) => {
    const logs = async (...args: string[]) => {
      const variables = { AETHER_STATE_DIR: lab.stateDir };
      const all = ['lab', 'logs', 'db1', ...args, '--name', lab.name, '--json'];
      const ended = await startAether(all, { cwd: dirname(lab.stateDir), variables }).ended;
      return documentOf<CommandEnd>(ended).data;
    };
    await said(lab, 'db1', 'systemd-run --quiet --wait --unit probe echo heard && journalctl --sync');
    const ofUnit = await logs('--unit', 'probe');
    expect(ofUnit).toMatchObject({ exit_code: 0, stderr: '' });
    expect(ofUnit.stdout).toMatch(/ db1 echo\[\d+\]: heard$/m);
    expect(ofUnit.stdout).not.toMatch(/sshd/);
    expect((await logs('--lines', '2')).stdout?.trimEnd().split('\n')).toHaveLength(2);
    expect((await logs('--console')).stdout).toMatch(/Debian GNU\/Linux 13/);
  });

  fleet('is entered by commands whose environment is the lab', async ({ lab }) => {
    const script = join(dirname(lab.stateDir), 'inside.mjs');
    const answer = join(dirname(lab.stateDir), 'inside.txt');
    await writeFile(
      script,
      `import { readFileSync, writeFileSync } from 'node:fs';
       writeFileSync(${JSON.stringify(answer)}, readFileSync('/proc/net/dev', 'utf8') + process.argv.slice(2).join(' '));
       process.exit(7);`,
    );
    const enter = (command: { isLocal?: true }) =>
      enterLabNetwork({
        command,
        env: lab.environmentFile,
        cwd: '/',
        variables: {},
        execArgv: [],
        argv: [process.execPath, script, 'a b', '--c'],
      });
    expect(await enter({})).toBe(7);
    const inside = await readFile(answer, 'utf8');
    expect(inside).toMatch(/^ *lab0:/m);
    expect(inside).toMatch(/a b --c$/);
    expect(await enter({ isLocal: true })).toBeUndefined();
  });
});
