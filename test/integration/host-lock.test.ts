import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { hostname, tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../src/lib/core/clock.ts';
import type { RunEvent } from '../../src/lib/core/events.ts';
import {
  type HostLock,
  type HostLockOptions,
  withHostLock,
} from '../../src/lib/infra/ssh/lock/with-host-lock.ts';
import type { SshPool } from '../../src/lib/infra/ssh/pool.ts';
import { failureOf, testPool } from '../support/ssh-pool.ts';
import { openSshWorkshop, type SshServer, sshdMissing, type SshWorkshop } from '../support/ssh-server.ts';
import { startTcpProxy, type TcpProxy } from '../support/tcp-proxy.ts';

const HOLDER = fileURLToPath(new URL('../support/lock-holder.mjs', import.meta.url));
const TTL = 3;

let workshop: SshWorkshop;
let server: SshServer;
let proxy: TcpProxy;
let pool: SshPool;
let directory: string;
const holders: ChildProcess[] = [];

interface Wish extends HostLockOptions {
  readonly signal?: AbortSignal;
  readonly events?: RunEvent[];
  readonly through?: 'db1' | 'relayed';
}

async function withLock<Result>(
  runId: string,
  { signal = new AbortController().signal, events = [], through = 'db1', ...options }: Wish,
  work: (lock: HostLock) => Promise<Result>,
): Promise<Result> {
  const context = { runId, clock: systemClock, signal, emit: (event: RunEvent) => void events.push(event) };
  return withHostLock(context, pool.host(through), { ttlSeconds: TTL, directory, ...options }, work);
}

const known = () => `* ${server.publicKeys['ed25519']}`;

/** A holder that is a process of its own, with a link of its own. */
async function startHolder(runId: string): Promise<ChildProcess> {
  const settings = {
    runId,
    user: workshop.user,
    port: server.port,
    keyFile: workshop.keyFile,
    known: known(),
    options: { ttlSeconds: TTL, directory },
  };
  const child = spawn(process.execPath, [HOLDER, JSON.stringify(settings)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  holders.push(child);
  await once(child.stdout, 'data');
  return child;
}

/** How many seconds passed until the work could begin. */
async function secondsUntilTaken(runId: string, wish: Wish = {}): Promise<number> {
  const asked = systemClock.seconds();
  return withLock(runId, { waitSeconds: 60, ...wish }, async () => systemClock.seconds() - asked);
}

const file = (name: string) => join(directory, 'lock', name);

/** A lock whose holder is not heard of any more. */
async function leaveLock(owner: string, beat: string): Promise<void> {
  await mkdir(join(directory, 'lock'));
  await writeFile(file('owner'), owner);
  await writeFile(file('beat'), beat);
}

const presentBoot = async () => (await readFile('/proc/sys/kernel/random/boot_id', 'utf8')).trim();
const uptime = async () => Math.floor(Number.parseFloat(await readFile('/proc/uptime', 'utf8')));

describe.skipIf(sshdMissing !== undefined)(
  `the lock of a host (${sshdMissing ?? 'real sshd'})`,
  { timeout: 90_000 },
  () => {
    beforeAll(async () => {
      workshop = await openSshWorkshop();
      server = await workshop.start();
      proxy = await startTcpProxy(server.port);
      pool = await testPool({
        keyFile: workshop.keyFile,
        known: known(),
        endpoints: { db1: { port: server.port }, relayed: { port: proxy.port } },
      });
    });
    beforeEach(async () => {
      directory = await mkdtemp(join(tmpdir(), 'aether-lock-'));
    });
    afterEach(async () => {
      for (const child of holders.splice(0)) child.kill('SIGKILL');
      await rm(directory, { recursive: true, force: true });
    });
    afterAll(async () => {
      await pool.close();
      await proxy[Symbol.asyncDispose]();
      await workshop[Symbol.asyncDispose]();
    });

    it('is held by one at a time of many who want it at once, and is gone afterwards', async () => {
      let inside = 0;
      let most = 0;
      await Promise.all(
        Array.from({ length: 6 }, (_, index) =>
          withLock(`run${index}`, { waitSeconds: 80, ttlSeconds: 30 }, async () => {
            inside += 1;
            most = Math.max(most, inside);
            await systemClock.sleep(50);
            inside -= 1;
          }),
        ),
      );
      expect(most).toBe(1);
      await expect(readFile(file('owner'), 'utf8')).rejects.toMatchObject({ code: 'ENOENT' });
    });

    it('stays with a live holder for longer than it lives, and others are told who that is', async () => {
      await startHolder('first');
      const events: RunEvent[] = [];
      const thrown = await failureOf(
        withLock('second', { waitSeconds: 2 * TTL, events }, async () => 'taken'),
      );
      const who = `db1: locked by ${userInfo().username}@${hostname()} run first (last sign of life `;
      expect(thrown).toMatchObject({ code: 'HOST_LOCKED', details: { host: 'db1', kind: 'held' } });
      expect((thrown as Error).message).toContain(who);
      expect(events).toMatchObject([
        { type: 'note', message: expect.stringContaining(`waiting: ${who}`) as string },
      ]);
    });

    it('passes to the next one when its holder was killed, and not before its time is over', async () => {
      const holder = await startHolder('first');
      holder.kill('SIGKILL');
      await once(holder, 'exit');
      const beatAt = Number((await readFile(file('beat'), 'utf8')).split(' ')[1]);
      await secondsUntilTaken('second');
      expect((await uptime()) - beatAt).toBeGreaterThan(TTL);
    });

    it('is stopped for a holder that slept, before its next step, and is not taken from the new holder', async () => {
      const holder = await startHolder('first');
      holder.kill('SIGSTOP');
      await withLock('second', { waitSeconds: 60 }, async (lock) => {
        holder.kill('SIGCONT');
        await systemClock.sleep(2 * TTL * 1000);
        holder.kill('SIGTERM');
        await lock.fence();
        expect(await readFile(file('owner'), 'utf8')).toContain('run second');
      });
      await withLock('third', {}, async (lock) => {
        await rm(join(directory, 'lock'), { recursive: true });
        await expect(lock.fence()).rejects.toMatchObject({ code: 'HOST_LOCK_LOST' });
      });
    });

    it('outlives a restart of the host, after which its holder has all its time to come back', async () => {
      await leaveLock('token\n3\ndba@ops1 run first\n', `boot-before ${(await uptime()) - 10_000}\n`);
      expect(await secondsUntilTaken('second')).toBeGreaterThan(TTL - 1);
    });

    it('is kept by a holder over a restart of the host', async () => {
      await withLock('first', {}, async (lock) => {
        await writeFile(file('beat'), 'boot-before 1\n');
        const waiting = failureOf(withLock('second', { waitSeconds: 2 * TTL }, async () => 'taken'));
        await systemClock.sleep(1000);
        await lock.fence();
        expect(await waiting).toMatchObject({ code: 'HOST_LOCKED' });
      });
    });

    it('does not look at the clock of the host', async () => {
      await withLock('first', {}, async () => {
        for (const year of ['1971-01-01', '2037-01-01']) {
          for (const name of ['owner', 'beat']) await utimes(file(name), new Date(year), new Date(year));
          const thrown = await failureOf(withLock('second', { waitSeconds: 0 }, async () => 'taken'));
          expect(thrown).toMatchObject({ code: 'HOST_LOCKED' });
        }
      });
    });

    it.each([
      ['an empty file of its holder', '', 'now'],
      ['a sign of life that is no time', 'token\n3\ndba@ops1 run first\n', 'now never'],
      ['no sign of life', 'token\n3\ndba@ops1 run first\n', ''],
      ['one from the future', 'token\n3\ndba@ops1 run first\n', 'future'],
    ])('with %s is kept for its time, then taken', async (_what, owner, beat) => {
      const text = {
        now: `${await presentBoot()} ${await uptime()}\n`,
        future: `${await presentBoot()} 99999999999\n`,
      };
      await leaveLock(owner, text[beat as 'now'] ?? beat);
      expect(await secondsUntilTaken('second')).toBeGreaterThan(TTL - 1);
    });

    it('has no trace of a take that was cut short', async () => {
      await mkdir(join(directory, 'lock.new'));
      expect(await withLock('first', {}, async () => 'taken')).toBe('taken');
    });

    it('goes on over a broken link', async () => {
      await withLock('first', { through: 'relayed' }, async (lock) => {
        proxy.cut();
        await lock.fence();
      });
      await withLock('second', { waitSeconds: 0 }, async (lock) => lock.fence());
    });

    it('is given back after Ctrl-C, and not waited for any longer', async () => {
      const controller = new AbortController();
      const { signal } = controller;
      const interrupted = withLock('first', { signal }, async () => {
        const waiting = failureOf(withLock('second', { signal, waitSeconds: 60 }, async () => 'taken'));
        await systemClock.sleep(500);
        controller.abort(new Error('enough'));
        expect(await waiting).toMatchObject({ message: 'enough' });
        throw new Error('stopped');
      });
      await expect(interrupted).rejects.toThrow('stopped');
      expect(await withLock('third', { waitSeconds: 0 }, async () => 'taken')).toBe('taken');
    });
  },
);
