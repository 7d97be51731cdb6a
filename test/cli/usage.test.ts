import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { documentOf, type Ended, startAether } from '../support/aether-cli.ts';

const aether = (...args: string[]): Promise<Ended> => startAether(args, { cwd: tmpdir() }).ended;

describe('aether --help', () => {
  it('describes a command by its summary, and a noun by its sentence and its verbs', async () => {
    const { exitCode, stdout } = await aether('--help');
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^ +ingest +Check, load/m);
    expect(stdout).toMatch(/^ +sandbox +Local MariaDB servers .*\(down, status, up\)$/m);
    for (const words of [[], ['help'], ['-h'], ['--json', '--help']])
      expect((await aether(...words)).stdout).toBe(stdout);
  });

  it('shows what a command with others below it does', async () => {
    const { exitCode, stdout } = await aether('help', 'ingest');
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^Check, load/m);
    expect(stdout).toMatch(/^ +profile +Read /m);
  });
});

it('answers an unknown command with the one that was meant, in JSON too', async () => {
  const { exitCode, stderr } = await aether('schema', 'aply', '--help');
  expect(exitCode).toBe(64);
  expect(stderr).toBe(
    'error[USAGE]: unknown command "schema aply", did you mean "apply"?\n' +
      '  try: schema takes apply, grant, indexes, lint, plan, roles, status, verify: aether schema --help\n',
  );
  expect(documentOf(await aether('sandbox', 'start', '--json')).error).toMatchObject({
    message: 'unknown command "sandbox start"',
  });
});

describe('a name that nobody knows', () => {
  it.each([
    [['--env', 'sandbx', 'check'], 78, '--env: no environment "sandbx", did you mean "sandbox"?'],
    [['help', 'shcema'], 64, 'unknown command "shcema", did you mean "schema"?'],
    [['--jsn', 'check'], 64, 'unknown option --jsn, did you mean "--json"?'],
    [['completion', 'bsh'], 64, 'shell \'bsh\': not one of bash, zsh, fish, did you mean "bash"?'],
    [['failover-test', '--fault'], 64, 'unknown option --fault, did you mean "--faults"?'],
  ])('%j is answered with the one that was meant', async (args, exitCode, message) => {
    const ended = await aether(...args);
    expect(ended.exitCode).toBe(exitCode);
    expect(ended.stderr).toContain(message);
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
    [['--json'], 'aether --help'],
    [['--env', 'production', '--json'], 'aether --help'],
    [['sandbox', '--json'], 'aether sandbox --help'],
  ])('%j is answered with one sentence and what to type', async (args, hint) => {
    const ended = await aether(...args);
    expect(ended.exitCode).toBe(64);
    expect(documentOf(ended).error).toMatchObject({ code: 'USAGE', message: 'no command given', hint });
  });

  it('shows the help to people', async () => {
    const { exitCode, stdout, stderr } = await aether('sandbox');
    expect({ exitCode, stdout }).toEqual({ exitCode: 64, stdout: '' });
    expect(stderr).toMatch(/^ +aether sandbox COMMAND/m);
  });
});
