// @module-tag tried-once
import { spawn, type StdioOptions } from 'node:child_process';
import { readdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createEmptier, type Emptier } from '../support/ingest-state.ts';
import { sharedServer } from '../support/shared-server.ts';
import { openWorkspace, type Workspace } from '../support/workspace.ts';

// Standard input as a socket (what a parent in Node gives), a pipe of a shell, and a file.

const SOURCE = `
source: codes
title: codes, a file a day
files:
  codes:
    match: codes_*.csv
    key: [code]
    columns:
      - { name: code, type: text, charset: ascii, max_chars: 64, required: true }
      - { name: count, type: integer, required: true }
steps:
  - { upsert: category, file: codes, key: [category_no], update: none, select: 'SELECT s.code AS category_no FROM {{codes}} AS s' }
`;

const CONTENT = 'code,count\na,1\nb,two\nc,3\n';
const AETHER = join(import.meta.dirname, '..', '..', 'bin', 'aether.js');

let shop: Workspace;
let emptier: Emptier;

beforeAll(async () => {
  shop = await openWorkspace({
    server: sharedServer(),
    database: 'aethertest_stdin',
  });
  await shop.applySchema();
  await shop.write('codes.yaml', SOURCE);
  await shop.write('content.csv', CONTENT);
  emptier = await createEmptier(shop);
});

afterAll(() => shop[Symbol.asyncDispose]());
beforeEach(() => emptier.empty());

const INGEST = ['ingest', './codes.yaml', '--from', '-', '--max-rejects', '1', '--json'];
const IN_SHELL = [`"${process.execPath}"`, `"${AETHER}"`, ...INGEST].join(' ');

function start(command: string, args: readonly string[], stdin: 'pipe' | 'ignore') {
  const stdio: StdioOptions = [stdin, 'pipe', 'ignore'];
  const env = { PATH: process.env['PATH'], HOME: shop.directory };
  const child = spawn(command, args, { cwd: shop.directory, env, stdio });
  let stdout = '';
  child.stdout!.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  const ended = new Promise<{ exitCode: number | null; stdout: string }>((resolve) =>
    child.once('close', (exitCode) => resolve({ exitCode, stdout })),
  );
  return { child, ended };
}

/** With standard input as a socket. */
function aether(content: string) {
  const { child, ended } = start(process.execPath, [AETHER, ...INGEST], 'pipe');
  child.stdin!.end(content);
  return ended;
}

const shell = (line: string) => start('sh', ['-c', line], 'ignore').ended;

/** Everything below the directories of runs that is not a log or a file of rejects. */
async function spools(): Promise<string[]> {
  const names = await readdir(join(shop.directory, '.aether', 'runs'), { recursive: true });
  return names.filter((name) => /stdin/.test(name) && !name.endsWith('.rejects.csv'));
}

describe('standard input', () => {
  it.each([
    ['a socket', () => aether(CONTENT)],
    ['a pipe of a shell', () => shell(`cat content.csv | ${IN_SHELL}`)],
    ['a file', () => shell(`${IN_SHELL} < content.csv`)],
  ])('that is %s is loaded, and its rejects can be replayed', async (_what, run) => {
    const { exitCode, stdout } = await run();
    expect(exitCode, stdout).toBe(0);
    const { data } = JSON.parse(stdout) as { data: { files: { rejects_file: string }[] } };
    expect(data.files).toMatchObject([{ file: 'codes', parsed: 3, accepted: 2, rejected: 1 }]);
    const rejects = data.files[0]!.rejects_file;
    expect(basename(rejects)).toBe('codes_stdin.csv.rejects.csv');
    expect(await spools()).toEqual([]);
    const replayed = await shop.aether([
      'ingest',
      './codes.yaml',
      '--replay',
      rejects,
      '--json',
      '--max-rejects',
      '1',
    ]);
    expect(replayed.exitCode, replayed.stderr).toBe(0);
    expect(replayed.stdout).toMatch(/"parsed":1,"accepted":0,"rejected":1/);
  });

  it.each([
    ['another header', () => aether('kode,count\na,1\n'), /INPUT_FORMAT/],
    ['nothing', () => aether(''), /INPUT_EMPTY/],
  ])('with %s is refused, and nothing of it stays', async (_what, run, code) => {
    const { exitCode, stdout } = await run();
    expect(stdout).toMatch(code);
    expect(exitCode).toBe(2);
    expect(await spools()).toEqual([]);
  });

  it('is forgotten where nobody reads the result', async () => {
    await shell(`cat content.csv | ${IN_SHELL} | true`);
    expect(await spools()).toEqual([]);
  });

  it('that goes on and on ends with Ctrl-C, and nothing of it stays', async () => {
    const { child, ended } = start(process.execPath, [AETHER, ...INGEST], 'pipe');
    child.stdin!.on('error', () => undefined).write(CONTENT);
    await expect.poll(spools, { timeout: 30_000 }).not.toEqual([]);
    child.kill('SIGINT');
    const { exitCode, stdout } = await ended;
    expect(exitCode, stdout).toBe(130);
    expect(await spools()).toEqual([]);
  });
});
