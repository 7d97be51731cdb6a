import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Ended, startAether } from '../support/aether-cli.ts';

// What --verbose, --quiet and --no-color change of a command that writes, without a server.

const GENERATE = ['generate', '--customers', '5', '--force'];
const ESCAPE = '\u001B';

let directory: string;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'aether-cli-globals-'));
});

afterAll(() => rm(directory, { recursive: true }));

function aether(args: readonly string[], variables: Record<string, string> = {}): Promise<Ended> {
  const out = join(directory, `out-${args.length}-${Object.keys(variables).join()}`);
  return startAether([...args, '--out', out], { cwd: directory, variables }).ended;
}

/** The lines of the log of a run: NDJSON with a time. */
const logLines = (text: string) => text.split('\n').filter((line) => line.startsWith('{'));

describe('--verbose', () => {
  it('prints on stderr what the log of the run gets, and leaves stdout as it is', async () => {
    const plain = await aether(GENERATE);
    const verbose = await aether([...GENERATE, '--verbose']);
    expect({ plain: plain.exitCode, verbose: verbose.exitCode }).toEqual({ plain: 0, verbose: 0 });
    expect(logLines(plain.stderr)).toEqual([]);
    const lines = logLines(verbose.stderr).map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(lines.length).toBeGreaterThan(5);
    expect(lines.every(({ run }) => typeof run === 'string')).toBe(true);
    expect(logLines(verbose.stdout)).toEqual([]);
    expect((await aether(GENERATE, { AETHER_VERBOSE: '1' })).stderr).toContain('{"');
  });

  it('excludes --quiet', async () => {
    const { exitCode, stderr } = await aether([...GENERATE, '--verbose', '--quiet']);
    expect(exitCode).toBe(64);
    expect(stderr).toContain('--quiet and --verbose exclude each other');
  });
});

describe('colours', () => {
  it('are in no pipe unless they are forced, and --no-color takes them away then', async () => {
    expect((await aether(GENERATE)).stdout).not.toContain(ESCAPE);
    const forced = { FORCE_COLOR: '1' };
    expect((await aether(GENERATE, forced)).stdout).toContain(ESCAPE);
    for (const ended of [
      await aether([...GENERATE, '--no-color'], forced),
      await aether(GENERATE, { ...forced, NO_COLOR: '1' }),
    ])
      expect(ended.stdout + ended.stderr).not.toContain(ESCAPE);
  });
});
