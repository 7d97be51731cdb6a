import { spawn, spawnSync } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const AETHER = join(import.meta.dirname, '..', '..', 'bin', 'aether.js');
/** A namespace of its own, so that no mount outlives the shell. */
const UNSHARE = ['--mount', '--map-root-user'];
const canMount = spawnSync('unshare', [...UNSHARE, 'mount', '-t', 'tmpfs', 'none', '/mnt']).status === 0;

let directory: string;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'aether-lost-'));
});

afterEach(() => rm(directory, { recursive: true, force: true }));

interface ShellEnd {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a line of shell in which $AETHER is the command. */
function shell(line: string, program = 'sh', before: readonly string[] = []): Promise<ShellEnd> {
  const child = spawn(program, [...before, '-c', line], {
    cwd: directory,
    env: { PATH: process.env['PATH'], HOME: directory, AETHER: `${process.execPath} ${AETHER}` },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (exitCode) => resolve({ exitCode, stdout, stderr }));
  });
}

const INIT = '$AETHER init --name shop --mariadb 127.0.0.1';

describe('a result that cannot be written', () => {
  it.each([
    ['text', '$AETHER runs list >/dev/full'],
    ['a document', '$AETHER runs list --json >/dev/full'],
    ['events and a document', '$AETHER runs list --json=stream >/dev/full'],
    ['help', '$AETHER --help >/dev/full'],
    ['the version', '$AETHER --version >/dev/full'],
  ])('is a failure with its reason: %s', async (_kind, line) => {
    const ended = await shell(line);
    expect(ended.stderr).toMatch(/^error\[OUTPUT_UNWRITABLE\]: .*ENOSPC/);
    expect(ended.stderr).not.toContain('    at ');
    expect(ended.exitCode).toBe(2);
  });

  it('keeps the reason of a failure that cannot be written', async () => {
    const ended = await shell('$AETHER schema apply --json >/dev/full');
    expect(ended.exitCode).toBe(78);
    expect(ended.stderr).toContain('error[ENVIRONMENT_NOT_FOUND]');
  });

  it('keeps the reason of a wrong command line', async () => {
    const ended = await shell('$AETHER nonsense --json >/dev/full');
    expect(ended.exitCode).toBe(64);
    expect(ended.stderr).toContain('error[USAGE]');
  });

  it('is in the record of the run', async () => {
    expect((await shell(`${INIT} >/dev/full`)).exitCode).toBe(2);
    const { stdout } = await shell('$AETHER runs show');
    expect(stdout).toContain('error[OUTPUT_UNWRITABLE]');
  });

  it('does not matter on stderr', async () => {
    const ended = await shell(`${INIT} 2>/dev/full`);
    expect(ended).toMatchObject({
      exitCode: 0,
      stdout: expect.stringContaining('wrote aether.yaml') as string,
    });
  });

  it('does not matter where its reader has left', async () => {
    const ended = await shell('{ $AETHER --help; echo $? >code; } | true; cat code');
    expect(ended).toMatchObject({ stdout: '0\n', stderr: '' });
  });
});

describe('a state directory that cannot be written', () => {
  const warnings = (stderr: string) => stderr.match(/not fully recorded/g)?.length ?? 0;

  it('is one warning: a file has its name', async () => {
    const ended = await shell(`touch .aether; ${INIT}`);
    expect(ended).toMatchObject({ exitCode: 0 });
    expect(warnings(ended.stderr)).toBe(1);
    expect(await readFile(join(directory, 'aether.yaml'), 'utf8')).toContain('shop');
  });

  it.skipIf(!canMount).each([
    [
      'a full disk',
      'mount -t tmpfs -o size=4k none state; head -c 100000 /dev/zero >state/fill 2>/dev/null;',
    ],
    ['a read-only file system', 'mount -t tmpfs -o ro none state;'],
  ])('is one warning: %s', async (_kind, mount) => {
    const command = `mkdir state; ${mount} AETHER_STATE_DIR=state ${INIT}`;
    const ended = await shell(command, 'unshare', [...UNSHARE, 'sh']);
    expect(ended.exitCode, ended.stderr).toBe(0);
    expect(warnings(ended.stderr)).toBe(1);
  });

  it.skipIf(!canMount)('does not hide why a command fails', async () => {
    const command =
      'mkdir state; mount -t tmpfs -o ro none state; AETHER_STATE_DIR=state $AETHER schema apply';
    const ended = await shell(command, 'unshare', [...UNSHARE, 'sh']);
    expect(ended.exitCode).toBe(78);
    expect(ended.stderr).toContain('error[ENVIRONMENT_NOT_FOUND]');
    expect(ended.stderr).not.toContain('log:');
  });
});

describe('the working directory', () => {
  it('that is gone is named, without a stack', async () => {
    const ended = await shell('mkdir gone; cd gone; rmdir ../gone; $AETHER runs list');
    expect(ended.exitCode).toBe(2);
    expect(ended.stderr).toMatch(/^error\[WORKING_DIRECTORY_MISSING\]/);
  });

  it.skipIf(!canMount)('that is read-only refuses what is to be written there, and says so', async () => {
    const ended = await shell(
      `mkdir work; mount -t tmpfs -o ro none work; cd work; ${INIT}; $AETHER sandbox up --yes`,
      'unshare',
      [...UNSHARE, 'sh'],
    );
    expect(ended.stderr).toMatch(/error\[FILE_UNWRITABLE\]: .*EROFS/);
    expect(ended.stderr).toMatch(/error\[FILE_REFUSED\]: .*mkdir/);
    expect(ended.stderr).not.toContain('BUG');
    expect(ended.exitCode).toBe(2);
  });
});
