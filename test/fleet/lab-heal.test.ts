// @module-tag tried-once
import { describe, expect, onTestFinished } from 'vitest';
import { listFaults } from '../../src/lib/lab/fault/fault-records.ts';
import { healFault, healFaults } from '../../src/lib/lab/fault/heal.ts';
import { labStatus } from '../../src/lib/lab/lab-status.ts';
import { openLab } from '../../src/lib/lab/lab.ts';
import { startAether } from '../support/aether-cli.ts';
import { eventually } from '../support/eventually.ts';
import { connectsTo, faulty, fleet, installMariadb, onHost, said } from '../support/fleet.ts';
import { labContext } from '../support/lab-context.ts';
import type { TestLab } from './lab-setup.ts';

// Who heals a fault is its own command at its end, "aether lab heal" and "aether lab up": also two of them at once, and
// at any moment.

async function open(lab: TestLab) {
  return openLab(labContext(lab.stateDir), lab.name);
}

async function faultsOf(lab: TestLab) {
  return listFaults(await open(lab));
}

async function isReady(lab: TestLab, host: string): Promise<boolean> {
  const { hosts } = await labStatus(await open(lab));
  return hosts.find(({ name }) => name === host)?.state === 'ready';
}

describe('a fault', () => {
  fleet('may be healed by its own command and by another one at once', async ({ lab }) => {
    for (let round = 0; round < 10; round += 1) {
      const fault = await faulty(lab, 'db1', 'partition', { from: ['db2'] });
      await Promise.all([fault.heal(), healFault(await open(lab), fault.id)]);
      expect(await faultsOf(lab)).toEqual([]);
    }
  });

  fleet('of a machine without power too, which boots once', async ({ lab }) => {
    const fault = await faulty(lab, 'db3', 'power-off');
    const healing = fault.heal();
    await eventually('the first is at it', async () => ((await isOn(lab)) ? true : undefined));
    await Promise.all([healing, healFault(await open(lab), fault.id)]);
    await eventually('it is up', async () => ((await isReady(lab, 'db3')) ? true : undefined));
    expect(await faultsOf(lab)).toEqual([]);
  });

  fleet('that is healed while it is injected leaves nothing in force', async ({ lab }) => {
    await installMariadb(lab, ['db1']);
    for (let round = 0; round < 3; round += 1) {
      const injecting = faulty(lab, 'db1', 'kill').then(
        (fault) => fault.heal(),
        () => undefined,
      );
      await eventually('it is written down', async () => (await faultsOf(lab))[0]);
      await healFaults(await open(lab), 'db1');
      await injecting;
      expect(await said(lab, 'db1', 'systemctl cat mariadb')).not.toContain('aether-kill');
      await eventually('it serves', async () =>
        (await onHost(lab, 'db1', 'timeout 2 mariadb -e "select 1"')).exit_code === 0 ? true : undefined,
      );
    }
  });

  fleet('whose command is killed while it injects is healed', async ({ lab }) => {
    const args = ['lab', 'fault', 'db2', 'disk-full', '--name', lab.name];
    // With the whole environment, as that says where the images are.
    const variables = { ...(process.env as Record<string, string>), AETHER_STATE_DIR: lab.stateDir };
    const running = startAether(args, { cwd: lab.stateDir, variables });
    await eventually('it is written down', async () => (await faultsOf(lab))[0]);
    running.kill('SIGKILL');
    await running.ended;
    await eventually('it is healed', async () => ((await faultsOf(lab)).length === 0 ? true : undefined));
    await said(lab, 'db2', 'dd if=/dev/zero of=/var/lib/mysql/probe bs=1M count=1 status=none');
  });

  fleet.for([
    [
      '--json=stream',
      /"type":"step_finished","step":"inject","outcome":"done","detail":"in force as db2-disk-full-/,
    ],
    ['--yes', /^✓ db2: inject disk-full: in force as db2-disk-full-/m],
  ] as const)(
    'says when it is in force, and again when it is healed: %s',
    async ([option, said], { lab }) => {
      const args = ['lab', 'fault', 'db2', 'disk-full', '--name', lab.name, option];
      const variables = { ...(process.env as Record<string, string>), AETHER_STATE_DIR: lab.stateDir };
      const running = startAether(args, { cwd: lab.stateDir, variables });
      const output = () => running.written().stdout + running.written().stderr;
      onTestFinished(() => running.kill('SIGINT'));
      const write =
        'dd if=/dev/zero of=/var/lib/mysql/said bs=4096 count=1; code=$?; rm -f /var/lib/mysql/said; exit $code';
      const writes = () => onHost(lab, 'db2', write);
      await eventually('it says so', async () => (said.test(output()) ? true : undefined));
      expect((await writes()).exit_code).not.toBe(0);
      running.kill('SIGINT');
      expect((await running.ended).exitCode).toBe(130);
      expect(output()).toMatch(/heal disk-full/);
      expect((await writes()).exit_code).toBe(0);
      expect(await faultsOf(lab)).toEqual([]);
    },
  );

  fleet('of the network does not keep a machine that lost its power from booting', async ({ lab }) => {
    const address = (await open(lab)).state.hosts.find(({ name }) => name === 'db3')!.address;
    {
      await using _delay = await faulty(lab, 'db3', 'delay', { by: 0.05 });
      const power = await faulty(lab, 'db3', 'power-off');
      await power.heal();
      await eventually('it is up', async () => ((await isReady(lab, 'db3')) ? true : undefined));
    }
    expect((await onHost(lab, 'bastion', connectsTo(address, 22))).exit_code).toBe(0);
  });
});

async function isOn(lab: TestLab): Promise<boolean> {
  const { hosts } = await labStatus(await open(lab));
  return hosts.find(({ name }) => name === 'db3')?.state !== 'off';
}
