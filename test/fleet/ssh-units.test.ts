// @module-tag tried-once
import { createHash, randomBytes } from 'node:crypto';
import { describe, expect } from 'vitest';
import type { SshHost } from '../../src/lib/infra/ssh/host.ts';
import { runAfter } from '../../src/lib/infra/ssh/detached/run-after.ts';
import { eventually } from '../support/eventually.ts';
import { fleet as labTest, faulty, onHost, said } from '../support/fleet.ts';
import { type LabDoor, openLabDoor } from '../support/lab-ssh.ts';
import { failureOf } from '../support/ssh-pool.ts';

/** A test with db1 over SSH, and a unit name of its own. */
const fleet = labTest.extend<{ door: LabDoor; db1: SshHost; unit: string }>({
  door: async ({ lab }, use) => {
    await using door = await openLabDoor(lab);
    await use(door);
  },
  db1: async ({ door }, use) => {
    await using pool = await door.pool();
    await use(pool.host('db1'));
  },
  // oxlint-disable-next-line no-empty-pattern -- vitest reads the names of the fixtures from this pattern
  unit: async ({}, use) => use(`aether-test-${randomBytes(4).toString('hex')}`),
});

/** Follows a unit to its end and keeps what it wrote; tells about every new piece of it. */
async function watch(host: SshHost, unit: string, onPiece: () => void = () => undefined) {
  const seen = { stdout: '', stderr: '' };
  const end = await host.units.follow(unit, {
    onStdout: (chunk) => {
      seen.stdout += chunk.toString();
      if (chunk.length > 0) onPiece();
    },
    onStderr: (chunk) => void (seen.stderr += chunk.toString()),
  });
  return { ...end, ...seen };
}

const shell = (script: string) => ({ argv: ['/bin/sh', '-c', script] as const });

describe('a detached command', () => {
  fleet('gives its outputs and its exit code, also when asked long after', async ({ db1, unit }) => {
    expect(await db1.units.start(unit, shell('echo out; echo err >&2; id -u; exit 7'))).toBe('started');
    const expected = { outcome: 'exited', code: 7, stdout: 'out\n0\n', stderr: 'err\n' };
    expect(await watch(db1, unit)).toEqual(expected);
    expect(await watch(db1, unit)).toEqual(expected);
    expect((await db1.exec(['systemctl', 'show', '--property=LoadState', '--value', unit])).stdout).toBe(
      'not-found\n',
    );
  });

  fleet('gets its arguments, variables and input as they are', async ({ db1, unit }) => {
    const words = ['a b', "it's", '$HOME', '${HOME}', '%n', '%%', '\\', '"', 'line\nline', ''];
    const input = randomBytes(100_000);
    await db1.units.start(unit, {
      argv: ['/bin/sh', '-c', String.raw`printf '%s\0' "$GIVEN" "$@"; sha256sum`, 'sh', ...words],
      env: { GIVEN: '%i $x' },
      stdin: input,
    });
    const { stdout } = await watch(db1, unit);
    expect(stdout.split('\0')).toEqual([
      '%i $x',
      ...words,
      `${createHash('sha256').update(input).digest('hex')}  -\n`,
    ]);
    expect(await db1.exec(['ls', `/var/lib/aether/units/${unit}/stdin`], { asRoot: true })).toMatchObject({
      code: 2,
    });
  });

  fleet('is the same work under the same name, however many start it at once', async ({ door, unit }) => {
    const pools = await Promise.all(Array.from({ length: 4 }, () => door.pool()));
    const counter = `/tmp/${unit}`;
    const starts = await Promise.all(
      pools.map((pool) => pool.host('db1').units.start(unit, shell(`echo once >> ${counter}; sleep 0.2`))),
    );
    expect(starts.toSorted()).toEqual(['already', 'already', 'already', 'started']);
    const [first] = pools;
    await watch(first!.host('db1'), unit);
    expect(await first!.host('db1').units.start(unit, shell('false'))).toBe('already');
    expect((await first!.host('db1').exec(['cat', counter])).stdout).toBe('once\n');
    await first!.host('db1').units.forget(unit);
    expect(await first!.host('db1').units.poll(unit)).toMatchObject({ state: { state: 'absent' } });
    expect(await first!.host('db1').units.start(unit, shell('exit 0'))).toBe('started');
    await Promise.all(pools.map((pool) => pool.close()));
  });

  fleet(
    'outlives the link, and is followed over broken ones without losing a byte',
    async ({ door, db1, unit }) => {
      const script = 'i=0; while [ $i -lt 150 ]; do i=$((i+1)); echo "line $i"; sleep 0.1; done; exit 3';
      await db1.units.start(unit, shell(script));
      // Between two questions, in the middle of one, in the middle of the login that follows.
      const cuts = [
        () => door.proxy.cut(),
        () => door.proxy.cutAfterBytes(door.proxy.sent() + 200),
        () => {
          door.proxy.cut();
          door.proxy.cutAfterBytes(door.proxy.sent() + 3000);
        },
      ];
      let pieces = 0;
      const { stdout, ...end } = await watch(db1, unit, () => cuts[pieces++ % cuts.length]?.());
      expect(end).toMatchObject({ outcome: 'exited', code: 3 });
      expect(stdout.split('\n')).toEqual([
        ...Array.from({ length: 150 }, (_, index) => `line ${index + 1}`),
        '',
      ]);
      expect(door.proxy.accepted()).toBeGreaterThan(4);
    },
  );

  fleet(
    'is found again by another process, which takes the output up where the first one stopped',
    async ({ door, unit }) => {
      const first = await door.pool();
      await first
        .host('db1')
        .units.start(unit, shell(`echo early; until [ -e /tmp/${unit} ]; do sleep 0.1; done; echo late`));
      await expect
        .poll(async () => (await first.host('db1').units.poll(unit)).stdout.toString(), { timeout: 30_000 })
        .toBe('early\n');
      await first.close();
      await using second = await door.pool();
      const polled = await second.host('db1').units.poll(unit, { from: { stdout: 6, stderr: 0 } });
      expect([polled.state.state, polled.stdout.toString()]).toEqual(['running', '']);
      await second.host('db1').exec(['touch', `/tmp/${unit}`]);
      let rest = '';
      const end = await second.host('db1').units.follow(unit, {
        from: { stdout: 6, stderr: 0 },
        onStdout: (chunk) => void (rest += chunk.toString()),
      });
      expect([end, rest]).toEqual([{ outcome: 'exited', code: 0 }, 'late\n']);
    },
  );

  fleet(
    'has not run at all, or runs, when the link breaks while it is started',
    { timeout: 120_000 },
    async ({ door, db1, unit }) => {
      const input = randomBytes(200_000);
      const checksum = createHash('sha256').update(input).digest('hex');
      const outcomes = new Set<string>();
      for (let round = 0; round < 20; round += 1) {
        const name = `${unit}-${round}`;
        const counter = `/tmp/${name}`;
        const command = { ...shell(`sha256sum >> ${counter}`), stdin: input };
        await using pool = await door.pool();
        const host = pool.host('db1');
        await host.exec(['true']);
        door.proxy.cutAfterBytes(door.proxy.sent() + Math.round((round / 18) * 215_000));
        outcomes.add(
          await host.units.start(name, command).then(String, (thrown: { code: string }) => thrown.code),
        );
        door.proxy.cutAfterBytes(Number.POSITIVE_INFINITY);
        await db1.units.start(name, command);
        expect(await watch(db1, name)).toMatchObject({ outcome: 'exited', code: 0 });
        expect((await db1.exec(['cat', counter])).stdout).toBe(`${checksum}  -\n`);
      }
      expect(outcomes).toContain('SSH_OUTCOME_UNKNOWN');
      expect(outcomes).toContain('started');
    },
  );

  fleet('ends with what it has started when it is stopped', async ({ db1, unit }) => {
    await db1.units.start(
      unit,
      shell("trap 'echo bye; exit 0' TERM; echo ready; setsid sleep 1000 & while :; do sleep 0.1; done"),
    );
    await expect
      .poll(async () => (await db1.units.poll(unit)).stdout.toString(), { timeout: 30_000 })
      .toBe('ready\n');
    expect(await failureOf(db1.units.forget(unit))).toMatchObject({ code: 'SSH_COMMAND_FAILED' });
    await db1.units.stop(unit);
    expect(await watch(db1, unit)).toMatchObject({ outcome: 'exited', code: 0, stdout: 'ready\nbye\n' });
    expect(await db1.exec(['pgrep', '-fx', 'sleep 1000'])).toMatchObject({ code: 1 });
    await db1.units.stop(unit);
  });

  fleet.for([
    ['a signal', 'kill -s SEGV $$', { outcome: 'signalled', signal: 'SIGSEGV' }],
    [
      'SIGKILL from outside',
      '(sleep 0.2; kill -9 $$) & exec sleep 60',
      { outcome: 'signalled', signal: 'SIGKILL' },
    ],
    ['a command that does not exist', 'exec /no/such/program', { outcome: 'exited', code: 127 }],
  ] as const)('tells how it ended by %s', async ([, script, expected], { db1, unit }) => {
    await db1.units.start(unit, shell(script));
    expect(await watch(db1, unit)).toMatchObject(expected);
  });

  fleet('passes a large output on, every byte of it', async ({ db1, unit }) => {
    await db1.units.start(unit, shell('head -c 5000000 /dev/zero; head -c 3000000 /dev/zero >&2'));
    const counts = { stdout: 0, stderr: 0 };
    await db1.units.follow(unit, {
      onStdout: (chunk) => void (counts.stdout += chunk.length),
      onStderr: (chunk) => void (counts.stderr += chunk.length),
    });
    expect(counts).toEqual({ stdout: 5_000_000, stderr: 3_000_000 });
  });

  fleet(
    'has an unknown end where its machine lost power, and is not started again by itself',
    // A machine that is gone sends nothing, not even a reset: the link is given up after 40 seconds.
    { timeout: 180_000 },
    async ({ lab, door, unit }) => {
      await using pool = await door.pool();
      const db3 = pool.host('db3');
      await db3.units.start(unit, shell('echo begun; sleep 1000'));
      const following = watch(db3, unit);
      await expect
        .poll(async () => (await db3.units.poll(unit)).stdout.toString(), { timeout: 30_000 })
        .toBe('begun\n');
      const fault = await faulty(lab, 'db3', 'power-off');
      await fault.heal();
      expect(await following).toMatchObject({ outcome: 'unknown', stdout: 'begun\n' });
      expect(await db3.units.start(unit, shell('true'))).toBe('already');
      expect(await said(lab, 'db3', 'pgrep -fx "sleep 1000" || echo none')).toBe('none');
    },
  );
});

describe('what a host does later', () => {
  fleet(
    'comes when its seconds have passed, whatever systemd reads anew meanwhile',
    async ({ lab, unit }) => {
      const mark = `/tmp/${unit}`;
      await said(
        lab,
        'db1',
        `date +%s >${mark}.begun; ${runAfter(unit, 4, `date +%s >${mark}`)}; ${runAfter(`${unit}-off`, 4, `touch ${mark}.off`)}
       sleep 2; systemctl daemon-reload; systemctl stop ${unit}-off.service`,
      );
      await eventually('it has come', async () =>
        (await onHost(lab, 'db1', `test -s ${mark}`)).exit_code === 0 ? true : undefined,
      );
      const seconds = Number(await said(lab, 'db1', `echo $(($(cat ${mark}) - $(cat ${mark}.begun)))`));
      expect(seconds).toBeGreaterThanOrEqual(4);
      // A timer would have begun again after two.
      expect(seconds).toBeLessThan(6);
      expect((await onHost(lab, 'db1', `test -e ${mark}.off`)).exit_code).toBe(1);
    },
  );
});
