// @module-tag tried-once
import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../src/lib/core/clock.ts';
import { AetherError } from '../../src/lib/core/errors.ts';
import { waitUntil } from '../../src/lib/infra/process/wait-until.ts';
import { readLockHolder } from '../../src/lib/infra/state/directory-lock.ts';
import { currentLayout } from '../../src/lib/sandbox/prepare-sandbox.ts';
import { sandboxUp } from '../../src/lib/sandbox/sandbox-up.ts';
import { eventually } from '../support/eventually.ts';
import { finish, ownSandbox, processesBelow, type OwnSandbox } from '../support/own-sandbox.ts';
import { sandboxContext } from '../support/sandbox-context.ts';

let sandbox: OwnSandbox;
beforeEach(async () => {
  sandbox = await ownSandbox();
});
afterEach(async () => {
  await sandbox.remove();
  expect(await processesBelow(sandbox.directory)).toEqual([]);
});

describe('aether killed while it brings the sandbox up', () => {
  it.each([
    ['has taken the lock', 'sandbox.lock'],
    ['generates passwords', 'sandbox/secrets/aether_migrator'],
    ['begins to install', 'sandbox/node1/data.draft'],
    ['installs the system tables', 'sandbox/node1/data.draft/mysql'],
    ['has installed', 'sandbox/node1/data'],
    ['waits for the server', 'sandbox/node1/mariadbd.pid'],
    ['copies it for the replica', 'sandbox/replica1/data.draft'],
    ['starts the replica', 'sandbox/replica1/mariadbd.pid'],
  ])('when it %s', async (_, path) => {
    const child = sandbox.spawn('up', '--replica');
    const sign = join(sandbox.context.stateDir, path);
    await waitUntil(async () => existsSync(sign) || undefined, {
      clock: systemClock,
      deadlineSeconds: 60,
      everyMs: 2,
    });
    child.kill('SIGKILL');
    await finish(child);
    const { nodes } = await sandbox.up({ replica: true });
    expect(nodes.map(({ name, state }) => [name, state])).toEqual([
      ['node1', 'up'],
      ['replica1', 'up'],
    ]);
    expect(await readLockHolder(currentLayout(sandbox.context.stateDir).lock)).toBeUndefined();
    expect(await sandbox.up()).toMatchObject({ changed: 0 });
    // The server and its replica, and nobody else.
    expect(await processesBelow(sandbox.directory)).toHaveLength(2);
  });
});

describe('a run that is cancelled', () => {
  it('stops what it has started and does not serve yet, frees the lock, and is taken up by the next one', async () => {
    const controller = new AbortController();
    const context = {
      ...sandboxContext(sandbox.context.stateDir, { signal: controller.signal }),
      emit: (event: { type: string; step?: string }) => {
        if (event.type === 'step_started' && event.step === 'node1.start') {
          setTimeout(() => controller.abort(new AetherError('INTERRUPTED', 'interrupted')), 20);
        }
      },
    };
    const running = sandboxUp(context, { galera: false, replica: false, basedir: undefined });
    await expect(running).rejects.toMatchObject({ code: 'INTERRUPTED' });
    expect(await processesBelow(sandbox.directory)).toEqual([]);
    expect(await readdir(sandbox.context.stateDir)).toEqual(['sandbox']);
    expect((await sandbox.up()).nodes[0]).toMatchObject({ state: 'up' });
  });

  it('ends with 130 on Ctrl-C', async () => {
    const child = sandbox.spawn('up');
    const draft = join(currentLayout(sandbox.context.stateDir).root, 'node1');
    await eventually('the installation has begun', async () => (await readdir(draft).catch(() => []))[0]);
    child.kill('SIGINT');
    expect((await finish(child)).code).toBe(130);
    expect(await processesBelow(sandbox.directory)).toEqual([]);
    expect((await sandbox.up()).nodes[0]).toMatchObject({ state: 'up' });
  });
});

describe('two runs at once', () => {
  it('bring up one sandbox: the second waits for the first', async () => {
    const children = [sandbox.spawn('up', '--json'), sandbox.spawn('up', '--json')];
    const ends = await Promise.all(children.map(finish));
    expect(ends.map(({ code }) => code)).toEqual([0, 0]);
    const answers = ends.map(({ stdout }) => JSON.parse(stdout).data);
    expect(new Set(answers.map(({ changed }) => changed))).toEqual(new Set([0, 5]));
    expect(answers[0].nodes[0].pid).toBe(answers[1].nodes[0].pid);
    expect(ends.map(({ stderr }) => stderr).join('')).toContain('waiting for "aether sandbox up" (pid ');
  });
});
