import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { isRunning, readProcess } from '../src/lib/infra/process/process-table.ts';
import { NODE_VARIABLE } from '../src/lib/sandbox/node-processes.ts';
import { eventually } from './support/eventually.ts';
import { directoryPrefix, SWEEPER } from './support/run-directories.ts';

/** A directory of a sandbox and what stands for its server. */
async function standIn(leader: string) {
  const directory = await mkdtemp(directoryPrefix(leader));
  const child = spawn('sleep', ['600'], {
    detached: true,
    env: { ...process.env, [NODE_VARIABLE]: join(directory, 'node1') },
  });
  child.unref();
  const server = await eventually('it runs', () => readProcess(child.pid!));
  return { directory, server, end: () => child.kill('SIGKILL') };
}

it.each(['SIGINT', 'SIGTERM', 'SIGKILL'] as const)(
  'the servers of a run of the tests that %s ends go with it, and those of others stay',
  async (signal) => {
    const leader = `test${process.pid}${signal.toLowerCase()}`;
    const [left, other] = await Promise.all([standIn(leader), standIn(`${leader}2`)]);
    // As sweepAtEnd does.
    const script = `require('node:child_process').spawn(process.execPath, process.argv.slice(1), { detached: true, stdio: ['pipe', 'ignore', 'ignore'] }).once('spawn', () => console.log('ready')); setInterval(() => {}, 1000)`;
    const run = spawn(process.execPath, ['-e', script, SWEEPER, directoryPrefix(leader)]);
    await once(run.stdout, 'data');
    run.kill(signal);
    await eventually('the server is gone', async () => !(await isRunning(left.server)) || undefined);
    await eventually('its directory is gone', async () => !existsSync(left.directory) || undefined);
    expect(await isRunning(other.server)).toBe(true);
    expect(existsSync(other.directory)).toBe(true);
    other.end();
    await rm(other.directory, { recursive: true });
  },
);
