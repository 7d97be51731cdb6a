// @module-tag tried-once
import { existsSync } from 'node:fs';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../src/lib/core/clock.ts';
import { AetherError } from '../../src/lib/core/errors.ts';
import { waitUntil } from '../../src/lib/infra/process/wait-until.ts';
import { readLockHolder } from '../../src/lib/infra/state/directory-lock.ts';
import { currentLayout } from '../../src/lib/sandbox/prepare-sandbox.ts';
import { sandboxStatus } from '../../src/lib/sandbox/sandbox-status.ts';
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

describe('an installation of which a helper is killed', () => {
  // The installer's first `cat` reads six scripts, the one behind its pipe reads that, the last one the accounts.
  const cutShort = 'if [ $# -gt 1 ]; then /bin/cat "$1" "$2" "$3"; kill -9';

  it.each([
    ['the shell that reads the scripts', `${cutShort} $PPID; fi; exec /bin/cat "$@"`],
    ['what reads the scripts, between two of them', `${cutShort} $$; fi; exec /bin/cat "$@"`],
    [
      'what filters the scripts',
      '[ $# -eq 0 ] || exec /bin/cat "$@"; sed "/^FLUSH PRIVILEGES;/q"; kill -9 $$',
    ],
  ])('%s: is not taken for complete, and the same command makes another', async (_, script) => {
    const path = join(sandbox.directory, 'programs');
    await mkdir(path);
    await writeFile(join(path, 'cat'), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
    const variables = { ...process.env, PATH: `${path}:${process.env['PATH']}` };
    const request = { galera: false, replica: false, basedir: undefined };
    await expect(sandboxUp({ ...sandbox.context, variables }, request)).rejects.toMatchObject({
      code: 'PROGRAM_FAILED',
    });
    expect(existsSync(join(sandbox.context.stateDir, 'sandbox/node1/data'))).toBe(false);
    expect((await sandbox.up()).nodes[0]).toMatchObject({ state: 'up' });
    expect(await sandbox.sql('node1', "SHOW TABLES IN sys LIKE 'version'")).toHaveLength(1);
  });
});

it('a server that lets nobody in over TCP gets its accounts again', async () => {
  await sandbox.up();
  await using session = await sandbox.open('node1');
  const accounts = await session.query<{ name: string }>(
    "SELECT CONCAT(QUOTE(User), '@', QUOTE(Host)) AS name FROM mysql.user WHERE Host <> 'localhost' AND User <> ''",
  );
  await session.run(`DROP USER ${accounts.map(({ name }) => name).join(', ')}`);
  // Until then it knows the hosts that accounts may come from.
  await session.run('FLUSH PRIVILEGES');
  // Error 1130, not 1045: no account at all may come from this address.
  expect(await sandboxStatus(sandbox.context)).toMatchObject({
    nodes: [{ state: 'broken', problem: expect.stringContaining('error 1130') as string }],
  });
  expect((await sandbox.up()).nodes[0]).toMatchObject({ state: 'up' });
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
