import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../core/clock.ts';
import { hostname, tmpdir } from 'node:os';
import { bootId, readProcess } from '../process/process-table.ts';
import { readLockHolder, withDirectoryLock, type LockOptions } from './directory-lock.ts';
import type { LockHolder } from './lock-holder.ts';

let directory: string;
let lock: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'aether-'));
  lock = join(directory, 'sandbox.lock');
});
afterEach(() => rm(directory, { recursive: true }));

function options(changes: Partial<LockOptions> = {}): LockOptions {
  const signal = new AbortController().signal;
  return { clock: systemClock, signal, command: 'aether test', waitSeconds: 10, ...changes };
}

async function leaveLock(holder: Partial<LockHolder>): Promise<void> {
  const me = await readProcess(process.pid);
  await mkdir(lock);
  const whole = {
    pid: process.pid,
    startTicks: me?.startTicks,
    bootId: await bootId(),
    command: 'aether old',
    ...holder,
  };
  await writeFile(join(lock, 'token'), JSON.stringify({ since: '2026-01-01T00:00:00Z', ...whole }));
}

describe('withDirectoryLock', () => {
  it('lets one in at a time, and leaves nothing behind', async () => {
    let inside = 0;
    let most = 0;
    const enter = () =>
      withDirectoryLock(lock, options(), async () => {
        inside += 1;
        most = Math.max(most, inside);
        await systemClock.sleep(5);
        inside -= 1;
      });
    await Promise.all(Array.from({ length: 8 }, enter));
    expect(most).toBe(1);
    expect(await readdir(directory)).toEqual([]);
  });

  it('frees the lock where the work throws', async () => {
    const failing = withDirectoryLock(lock, options(), () => Promise.reject(new Error('no')));
    await expect(failing).rejects.toThrow('no');
    expect(await readLockHolder(lock)).toBeUndefined();
  });

  it('says who holds it, once when it waits and in the error when it gives up', async () => {
    await leaveLock({});
    const told: string[] = [];
    const waiting = withDirectoryLock(
      lock,
      options({ waitSeconds: 0.3, onWait: (holder) => told.push(holder.command) }),
      async () => undefined,
    );
    await expect(waiting).rejects.toMatchObject({
      code: 'LOCKED',
      message: `"aether old" (pid ${process.pid}) has been at work since 2026-01-01T00:00:00Z`,
    });
    expect(told).toEqual(['aether old']);
  });

  it.each([
    ['on another machine', { host: 'ops2' }],
    ['on a clone of this machine', { host: hostname(), machineId: 'another' }],
    ['in another container', { pidNamespace: 'pid:[1]' }],
    ['on another machine that was booted since', { host: 'ops2', bootId: 'another' }],
  ])('does not take a holder for dead that is %s', async (_, holder) => {
    await leaveLock({ pid: 2 ** 22 + 1, ...holder });
    const waiting = withDirectoryLock(lock, options({ waitSeconds: 0 }), async () => 'mine');
    await expect(waiting).rejects.toMatchObject({
      code: 'LOCKED',
      hint: expect.stringContaining(`remove ${join(lock, 'token')}`) as unknown,
    });
    expect(await readdir(lock)).toEqual(['token']);
  });

  it.each([
    ['is gone', { pid: 2 ** 22 + 1 }],
    ['has had its pid taken by a later one', { startTicks: 1 }],
    ['ran before the machine was booted', { bootId: 'another' }],
  ])('takes over at once from a process that %s', async (_, holder) => {
    await leaveLock(holder);
    expect(await withDirectoryLock(lock, options({ waitSeconds: 0 }), async () => 'mine')).toBe('mine');
  });

  it('lets only one of many take over from a dead process', async () => {
    await leaveLock({ startTicks: 1 });
    let inside = 0;
    const overlaps: number[] = [];
    const enter = () =>
      withDirectoryLock(lock, options(), async () => {
        inside += 1;
        overlaps.push(inside);
        await systemClock.sleep(2);
        inside -= 1;
      });
    await Promise.all(Array.from({ length: 12 }, enter));
    expect(overlaps).toEqual(Array.from({ length: 12 }, () => 1));
  });

  it('takes over what is no lock at all', async () => {
    await mkdir(lock);
    await writeFile(join(lock, 'junk'), '{');
    expect(await withDirectoryLock(lock, options({ waitSeconds: 0 }), async () => 'mine')).toBe('mine');
  });

  it('stops waiting when the run is cancelled', async () => {
    await leaveLock({});
    const controller = new AbortController();
    const waiting = withDirectoryLock(lock, options({ signal: controller.signal }), async () => undefined);
    controller.abort(new Error('cancelled'));
    await expect(waiting).rejects.toThrow('cancelled');
    expect(await readdir(directory)).toEqual(['sandbox.lock']);
  });
});
