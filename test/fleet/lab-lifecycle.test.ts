// @module-tag tried-once
import { once } from 'node:events';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, inject, onTestFinished } from 'vitest';
import { runProgramOrThrow } from '../../src/lib/infra/process/run-program.ts';
import { listProcesses } from '../../src/lib/infra/process/process-table.ts';
import { healLab } from '../../src/lib/lab/lab-fault.ts';
import { labStatus } from '../../src/lib/lab/lab-status.ts';
import { openLab } from '../../src/lib/lab/lab.ts';
import { eventually } from '../support/eventually.ts';
import { connectsTo, fleet, onHost, overSsh, said } from '../support/fleet.ts';
import { labContext } from '../support/lab-context.ts';
import { ownLab, type OwnLab, SMALL, spawnLab, type Traces, tracesOf } from '../support/own-lab.ts';
import { finish } from '../support/own-sandbox.ts';
import { shortOrFull } from '../support/soak.ts';
import type { TestLab } from './lab-setup.ts';

const NOTHING: Traces = { processes: [], mounts: [], loopDevices: [], cgroups: [], namespaces: [] };

/** A lab that is gone at the end of the test. */
async function temporaryLab(name?: string, parent?: string, blankData = false): Promise<OwnLab> {
  const lab = await ownLab(name, parent, { ...SMALL, blankData });
  onTestFinished(() => lab.remove(), 60_000);
  return lab;
}

async function states(lab: OwnLab) {
  const { hosts } = await labStatus(await openLab(labContext(lab.stateDir), lab.name));
  return hosts.map(({ name, state }) => `${name} ${state}`);
}

async function answers(lab: OwnLab): Promise<string | undefined> {
  return (await overSsh(lab, 'db1', 'hostname')).stdout?.trim();
}

describe('up and down', () => {
  fleet('leave nothing that runs, and with --purge nothing at all', async ({ lab: _shared }) => {
    const lab = await temporaryLab();
    expect(await lab.traces()).toEqual(NOTHING);
    await lab.up();
    const running = await lab.traces();
    for (const kind of Object.values(running)) expect(kind).not.toEqual([]);
    await lab.down();
    expect(await lab.traces()).toEqual(NOTHING);
    expect(await states(lab)).toEqual(['bastion off', 'db1 off']);
    await lab.down({ purge: true });
    expect(await readdir(join(lab.stateDir, 'labs'))).toEqual([]);
  });

  fleet('pull the plug with --force, and leave nothing either', async ({ lab: _shared }) => {
    const lab = await temporaryLab();
    await lab.up();
    await lab.down({ force: true });
    expect(await lab.traces()).toEqual(NOTHING);
  });

  fleet('keep the disks, and take up where they were', async ({ lab: _shared }) => {
    const lab = await temporaryLab();
    const first = await lab.up();
    expect(first.changed).toBeGreaterThan(0);
    await said(lab, 'db1', 'echo kept > /root/note && echo kept > /var/lib/mysql/note');
    expect((await lab.up()).changed).toBe(0);
    await lab.down();
    await lab.up();
    expect(await said(lab, 'db1', 'cat /root/note /var/lib/mysql/note')).toBe('kept\nkept');
    expect(await answers(lab)).toBe('db1');
  });

  // How long it may take is a matter of the machine: bench/lab.mjs holds it against the bound of ten seconds.
  fleet('a warm up takes logins on six machines', async ({ lab: _shared }) => {
    const lab = await temporaryLab();
    const child = lab.spawn('up', '--hosts', 'bastion,db1,db2,db3,replica1,mongo1');
    const { code, stderr } = await finish(child);
    expect(code, stderr).toBe(0);
    const hosts = ['bastion', 'db1', 'db2', 'db3', 'replica1', 'mongo1'];
    const ends = await Promise.all(hosts.map((host) => overSsh(lab, host, 'hostname')));
    expect(ends.map(({ stdout }) => stdout?.trim())).toEqual(hosts);
  });

  fleet('two labs with machines of the same names live side by side', async ({ lab: _shared }) => {
    const directory = await mkdtemp(join(tmpdir(), 'aether-'));
    const one = await temporaryLab('one', directory);
    const other = await temporaryLab('other', directory);
    await Promise.all([one.up(), other.up()]);
    await said(one, 'db1', 'echo one > /root/name');
    await said(other, 'db1', 'echo other > /root/name');
    expect([await answers(one), await answers(other)]).toEqual(['db1', 'db1']);
    await one.down({ force: true });
    expect(await said(other, 'db1', 'cat /root/name')).toBe('other');
    expect(await answers(other)).toBe('db1');
    expect(await one.traces()).toEqual(NOTHING);
  });
});

describe('a machine', () => {
  fleet('that reboots comes back by itself, as another boot', async ({ lab: _shared }) => {
    const lab = await temporaryLab();
    await lab.up();
    const bootId = 'cat /run/boot 2>/dev/null || cat /proc/sys/kernel/random/uuid | tee /run/boot';
    const before = await said(lab, 'db1', bootId);
    expect(await said(lab, 'db1', bootId)).toBe(before);
    await overSsh(lab, 'db1', 'sudo systemctl reboot');
    await eventually('it has rebooted', async () => {
      const now = await said(lab, 'db1', bootId).catch(() => before);
      return now !== before && (await states(lab)).includes('db1 ready') ? true : undefined;
    });
    expect(await answers(lab)).toBe('db1');
  });

  fleet.for(['reboot', 'poweroff'])(
    'ends what entered it when it is told to %s',
    async (how, { lab: _shared }) => {
      const lab = await temporaryLab();
      await lab.up();
      const entered = Array.from({ length: 10 }, () => onHost(lab, 'db1', 'trap "" TERM; sleep 1000'));
      await eventually('all are in', async () =>
        (await said(lab, 'db1', 'pgrep -cx sleep || true')) === '10' ? true : undefined,
      );
      await overSsh(lab, 'db1', `sudo systemctl ${how}`);
      for (const { exit_code } of await Promise.all(entered)) expect(exit_code).not.toBe(0);
    },
  );

  fleet('that was powered off from inside is off, and "up" boots it', async ({ lab: _shared }) => {
    const lab = await temporaryLab();
    await lab.up();
    await overSsh(lab, 'db1', 'sudo systemctl poweroff');
    await eventually('it is off', async () => ((await states(lab)).includes('db1 off') ? true : undefined));
    expect((await lab.up()).changed).toBe(1);
    expect(await answers(lab)).toBe('db1');
  });
});

describe('an unformatted data disk', () => {
  const FILE = 'hosts/db1/data.img';

  fleet(
    'is a device of the machine, keeps what is written to it, and goes with the lab',
    async ({ lab: _shared }) => {
      const lab = await temporaryLab('blank', undefined, true);
      await lab.up();
      const devices = async () => (await lab.traces()).loopDevices;
      expect(await devices()).toEqual([expect.stringMatching(new RegExp(`/${FILE}\n?$`))]);
      const { hosts } = await labStatus(await openLab(labContext(lab.stateDir), lab.name));
      expect(hosts.map(({ data_device: device }) => device)).toEqual([
        null,
        expect.stringMatching(/^\/dev\/loop\d+$/),
      ]);
      expect(await said(lab, 'db1', 'wipefs --no-act /dev/vdb; blkid -p /dev/vdb || echo "blank $?"')).toBe(
        'blank 2',
      );
      await said(
        lab,
        'db1',
        'mkfs.ext4 -q /dev/vdb && mount /dev/vdb /mnt && echo kept >/mnt/note && umount /mnt',
      );
      await lab.down();
      expect(await lab.traces()).toEqual(NOTHING);

      // As if the machine had been killed between two commands: a device that nobody uses.
      const attach = async () =>
        runProgramOrThrow('losetup', ['--find', join(lab.stateDir, 'labs', lab.name, FILE)], {
          variables: process.env,
        });
      await attach();
      await lab.up();
      expect(await devices()).toHaveLength(1);
      expect(await said(lab, 'db1', 'mount /dev/vdb /mnt && cat /mnt/note')).toBe('kept');
      await lab.down({ force: true });
      expect(await lab.traces()).toEqual(NOTHING);
      await attach();
      await lab.down({ force: true, purge: true });
      expect(await lab.traces()).toEqual(NOTHING);
    },
  );
});

describe('kill -9', () => {
  // From before the first file to after the last machine has booted; measured: a small lab takes about 3 s.
  const delays = shortOrFull([300, 1000, 2200], [150, 300, 450, 600, 800, 1000, 1300, 1700, 2200, 3000]);
  for (const milliseconds of delays) {
    fleet(`of "up" after ${milliseconds} ms, then "up": a whole lab`, async ({ lab: _shared }) => {
      const lab = await temporaryLab();
      const child = lab.spawn('up', '--hosts', 'bastion,db1');
      const exit = once(child, 'exit');
      await sleep(milliseconds);
      child.kill('SIGKILL');
      await exit;
      await lab.up();
      expect(await states(lab)).toEqual(['bastion ready', 'db1 ready']);
      expect(await answers(lab)).toBe('db1');
      await lab.down({ force: true });
      expect(await lab.traces()).toEqual(NOTHING);
    });
  }

  fleet(
    'of a cold "up" leaves no builder behind, and its half image goes with the next',
    async ({ lab: _shared }) => {
      const lab = await temporaryLab();
      const cache = await mkdtemp(join(tmpdir(), 'aether-'));
      onTestFinished(() => rm(cache, { recursive: true, force: true }), 60_000);
      const images = join(cache, 'aether', 'lab-images');
      const drafts = async () =>
        (await readdir(images).catch(() => [])).filter((name) => name.startsWith('.draft-'));
      const begin = async () => {
        const before = await drafts();
        process.env['XDG_CACHE_HOME'] = cache;
        const child = lab.spawn('up');
        delete process.env['XDG_CACHE_HOME'];
        const draft = await eventually('a build has begun', async () => {
          const found = (await drafts()).find((name) => !before.includes(name));
          return found !== undefined && (await readdir(join(images, found))).includes('root')
            ? found
            : undefined;
        });
        return { child, draft };
      };
      const kill = async ({ child }: Awaited<ReturnType<typeof begin>>) => {
        const exit = once(child, 'exit');
        child.kill('SIGKILL');
        await exit;
        await eventually('the builder is gone', async () => {
          const commands = (await listProcesses()).map(({ argv }) => argv.join(' '));
          return commands.some((command) => command.includes(images)) ? undefined : true;
        });
      };
      const outside = async () => (await readdir(tmpdir())).filter((name) => name.startsWith('mmdebstrap.'));
      const known = await outside();
      const first = await begin();
      await kill(first);
      const second = await begin();
      expect(await drafts()).toEqual([second.draft]);
      await kill(second);
      expect((await outside()).filter((name) => !known.includes(name))).toEqual([]);
    },
  );
});

describe('a fault', () => {
  // The lab is the one of all fleet tests: a test that fails leaves no fault to the others.
  afterEach(async () => {
    const shared = inject('lab');
    if (shared !== null) await healLab(labContext(shared.stateDir), shared.name, undefined);
  }, 60_000);

  async function faults(of: TestLab) {
    return (await labStatus(await openLab(labContext(of.stateDir), of.name))).faults;
  }

  const isCut = async (of: TestLab) => (await onHost(of, 'bastion', connectsTo('db1', 22))).exit_code !== 0;

  async function beginPartition(of: TestLab, ...args: string[]) {
    const child = spawnLab(of, 'fault', 'db1', 'partition', '--from', 'bastion', ...args);
    const end = finish(child);
    await eventually('the fault is in force', async () => ((await faults(of))[0]?.held ? true : undefined));
    await eventually('the connection is cut', async () => ((await isCut(of)) ? true : undefined));
    return { child, end };
  }

  fleet('heals when the command that holds it is killed', async ({ lab }) => {
    const { child } = await beginPartition(lab);
    child.kill('SIGKILL');
    await eventually('it is healed', async () => ((await faults(lab)).length === 0 ? true : undefined));
    expect(await isCut(lab)).toBe(false);
  });

  fleet('heals on Ctrl-C', async ({ lab }) => {
    const { child, end } = await beginPartition(lab);
    child.kill('SIGINT');
    expect((await end).code).toBe(130);
    expect(await faults(lab)).toEqual([]);
    expect(await isCut(lab)).toBe(false);
  });

  fleet('heals when its time is over', async ({ lab }) => {
    const { end } = await beginPartition(lab, '--for', '8s', '--json');
    const { code, stdout } = await end;
    expect(code).toBe(0);
    const { data } = JSON.parse(stdout) as { data: { held_seconds: number } };
    // Its time began a moment before we were told so.
    expect(data.held_seconds).toBeGreaterThan(7);
    expect(data.held_seconds).toBeLessThan(60);
    expect(await isCut(lab)).toBe(false);
  });

  fleet('heals with "aether lab heal", which ends the command that holds it', async ({ lab }) => {
    const { end } = await beginPartition(lab);
    expect((await finish(spawnLab(lab, 'heal'))).code).toBe(0);
    expect((await end).code).toBe(0);
    expect(await isCut(lab)).toBe(false);
  });

  fleet('whose keeper is killed too is shown, and healed by "up"', async ({ lab }) => {
    const { end } = await beginPartition(lab);
    const [keeper] = (await tracesOf(lab)).processes.filter((line) => line.includes('hold-fault.sh'));
    process.kill(Number(keeper?.split(' ')[0]), 'SIGKILL');
    await end;
    expect(await faults(lab)).toMatchObject([{ fault: 'partition', host: 'db1', held: false }]);
    expect(await isCut(lab)).toBe(true);
    expect((await finish(spawnLab(lab, 'up'))).code).toBe(0);
    expect(await faults(lab)).toEqual([]);
    expect(await isCut(lab)).toBe(false);
  });
});
