import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { systemClock } from '../../core/clock.ts';
import { endProcess } from './end-process.ts';
import { readProcess } from './process-table.ts';
import { startDaemon } from './start-daemon.ts';
import { waitUntil } from './wait-until.ts';

const variables = process.env;

describe('startDaemon', () => {
  it('starts a process in a session of its own, with its output in a file', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'aether-'));
    const outputFile = join(directory, 'output.log');
    const daemon = await startDaemon('sh', ['-c', 'echo hello; sleep 30'], {
      variables,
      cwd: directory,
      outputFile,
    });
    expect((await readProcess(daemon.pid))?.session).toBe(daemon.pid);
    const said = async () => ((await readFile(outputFile, 'utf8')) === 'hello\n' ? true : undefined);
    expect(await waitUntil(said, { clock: systemClock, deadlineSeconds: 5, everyMs: 10 })).toBe(true);
    await endProcess(daemon, { clock: systemClock, graceSeconds: 5 });
    await rm(directory, { recursive: true });
  });

  it('names a program that is not there', async () => {
    const options = { variables, cwd: tmpdir(), outputFile: '/dev/null' };
    await expect(startDaemon('/no/such/program', [], options)).rejects.toMatchObject({
      code: 'PROGRAM_FAILED',
    });
  });
});
