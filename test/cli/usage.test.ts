import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { buildProgram } from '../../src/lib/infra/cli/build-program.ts';
import { discoverCommands } from '../../src/lib/infra/cli/discover-commands.ts';
import { documentOf, type Ended, startAether } from '../support/aether-cli.ts';

const aether = (...args: string[]): Promise<Ended> => startAether(args, { cwd: tmpdir() }).ended;

describe('aether --help', () => {
  it('describes a command by its summary, also where others are below it, and a noun by its verbs', async () => {
    const { exitCode, stdout } = await aether('--help');
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^ +ingest \[options\] <source> +Check, load/m);
    expect(stdout).toMatch(/^ +sandbox +down \| status \| up$/m);
  });

  it('lists the commands that there are', async () => {
    const commands = await discoverCommands(new URL('../../src/commands/', import.meta.url), []);
    const output = { writeOut: () => undefined, writeErr: () => undefined };
    const whole = buildProgram(commands, '', output, () => undefined).helpInformation();
    for (const words of [['--help'], ['help'], ['-h']])
      expect((await aether(...words)).stdout).toContain(whole);
  });

  it('shows what a command with others below it does', async () => {
    const { exitCode, stdout } = await aether('help', 'ingest');
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^Check, load/m);
    expect(stdout).toMatch(/^ +profile /m);
  });
});

it('ends as it would have where nobody reads stderr any more', async () => {
  const child = spawn(process.execPath, [join(import.meta.dirname, '../../bin/aether.js'), 'nonsense'], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  child.stderr.destroy();
  const [exitCode] = (await once(child, 'exit')) as [number | null];
  expect(exitCode).toBe(64);
});

describe('a command line without a command', () => {
  it.each([
    [['--json'], 'type aether --help'],
    [['--env', 'production', '--json'], 'type aether --help'],
    [['sandbox', '--json'], 'type aether sandbox --help'],
  ])('%j is answered with one sentence and what to type', async (args, hint) => {
    const ended = await aether(...args);
    expect(ended.exitCode).toBe(64);
    expect(documentOf(ended).error).toMatchObject({ code: 'USAGE', message: 'no command given', hint });
  });

  it('shows the help to people', async () => {
    const { exitCode, stdout, stderr } = await aether('sandbox');
    expect({ exitCode, stdout }).toEqual({ exitCode: 64, stdout: '' });
    expect(stderr).toMatch(/^Usage: aether sandbox/);
  });
});
