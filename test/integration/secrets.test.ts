// @module-tag tried-once
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Ended } from '../support/aether-cli.ts';
import { sharedServer } from '../support/shared-server.ts';
import { openWorkspace, type Workspace } from '../support/workspace.ts';

/** What every password below has in it, however it is quoted on its way. */
const MARK = 'Canary7f3a';

/** With all that shells, JSON, YAML, SQL and regular expressions take for theirs. */
const PASSWORDS = {
  migrator: `${MARK} "double" 'single' \\back $HOME $1 {} ü #`,
  ingest: `${MARK}-plain-enough-for-a-file-name`,
  wrong: `${MARK}"wrong"`,
};

const SOURCE = `
source: codes
title: One small file
files:
  codes:
    match: 'codes*'
    columns: [{ name: code, type: text, charset: ascii, max_chars: 5, required: true }]
steps:
  - { upsert: category, file: codes, key: [category_no], update: none, select: 'SELECT s.code AS category_no FROM {{codes}} AS s' }
`;

let shop: Workspace;
let watch: ReturnType<typeof setInterval>;
const argvLeaks = new Set<string>();

beforeAll(async () => {
  shop = await openWorkspace({
    server: sharedServer(),
    database: 'aethertest_secrets',
    accounts: {
      migrator: { user: 'aethertest_secret_migrator', password: 'file:migrator.password' },
      ingest: { user: 'aethertest_secret_ingest', password: 'env:INGEST_PASSWORD' },
    },
  });
  await shop.write('migrator.password', `${PASSWORDS.migrator}\n`);
  await shop.write('codes.yaml', SOURCE);
  for (const account of ['migrator', 'ingest'] as const) {
    const user = `aethertest_secret_${account}`;
    await shop.admin.query(`CREATE OR REPLACE USER ${user} IDENTIFIED BY ?`, [PASSWORDS[account]]);
    await shop.admin.query(`GRANT ALL PRIVILEGES ON *.* TO ${user}`);
  }
  watch = setInterval(lookAtProcesses, 5);
});

afterAll(async () => {
  clearInterval(watch);
  await shop.admin.query('DROP USER IF EXISTS aethertest_secret_migrator, aethertest_secret_ingest');
  await shop[Symbol.asyncDispose]();
});

/** What anybody on the machine sees with ps. */
function lookAtProcesses(): void {
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    try {
      const argv = readFileSync(`/proc/${pid}/cmdline`, 'utf8');
      if (argv.includes(MARK)) argvLeaks.add(argv.replaceAll('\0', ' '));
    } catch {
      // It has just ended.
    }
  }
}

const aether = (args: readonly string[], password = PASSWORDS.ingest): Promise<Ended> =>
  shop.aether(args, { variables: { INGEST_PASSWORD: password } });

/** The lines of everything that runs have written to files: logs, rejects. */
function writtenFiles(): string[] {
  const runs = join(shop.directory, '.aether');
  return readdirSync(runs, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .flatMap((entry) => readFileSync(join(entry.parentPath, entry.name), 'utf8').split('\n'));
}

/** Every text in the tables that aether keeps about itself. */
async function ledgerTexts(): Promise<string> {
  const tables = await shop.rows(
    'SELECT table_name AS name FROM information_schema.tables WHERE table_schema = ?',
    [`${shop.database}_meta`],
  );
  const contents = [];
  for (const table of tables)
    contents.push(await shop.rows(`SELECT * FROM ${shop.database}_meta.${table['name'] as string}`));
  return JSON.stringify(contents);
}

const leaks = (text: string) => text.split('\n').filter((line) => line.includes(MARK));

async function expectNoLeak(ended: Pick<Ended, 'stdout' | 'stderr'>): Promise<void> {
  expect(leaks(ended.stdout)).toEqual([]);
  expect(leaks(ended.stderr)).toEqual([]);
  expect(writtenFiles().filter((line) => line.includes(MARK))).toEqual([]);
  expect([...argvLeaks]).toEqual([]);
}

describe('a password', () => {
  it('is nowhere after commands that use it', async () => {
    await shop.write('codes.csv', 'code\nc1\nc2\ntoo long\n');
    const commands: readonly (readonly string[])[] = [
      ['schema', 'apply', '--json'],
      ['schema', 'status', '--debug'],
      ['ingest', './codes.yaml', '--from', 'codes.csv', '--max-rejects', '1', '--json=stream'],
      ['ingest', './codes.yaml', '--from', 'codes.csv', '--debug'],
      ['config', 'show', '--sources'],
      ['config', 'show', '--json'],
    ];
    for (const command of commands) {
      const ended = await aether(command);
      expect(ended.exitCode, `${command.join(' ')}\n${ended.stderr}`).toBe(0);
      await expectNoLeak(ended);
    }
    expect(leaks(await ledgerTexts())).toEqual([]);
  });

  it('is nowhere in what is said of a login that fails', async () => {
    for (const options of [['--json'], ['--debug'], []]) {
      const ended = await aether(
        ['ingest', './codes.yaml', '--from', 'codes.csv', ...options],
        PASSWORDS.wrong,
      );
      expect(ended.exitCode).toBe(2);
      expect(ended.stdout + ended.stderr).toContain('MARIADB_ACCESS_DENIED');
      await expectNoLeak(ended);
    }
  });

  it('is nowhere in what is said of an environment that holds it in plain text', async () => {
    const text = JSON.stringify({
      mariadb: { accounts: { ingest: { user: 'x', password: PASSWORDS.wrong } } },
    });
    await shop.write('aether.plain.yaml', text);
    for (const options of [['--json'], ['--debug']]) {
      const ended = await aether(['schema', 'status', '--env', 'plain', ...options]);
      expect(ended.exitCode).toBe(78);
      await expectNoLeak(ended);
    }
  });
});

/** Here a path has the password in it, so that every message about the file would show it. */
describe('a password that stands in a message', () => {
  const ingest = ['ingest', './codes.yaml', '--from', 'files', '--max-rejects', '1'];

  let count = 0;

  beforeAll(() => mkdir(join(shop.directory, 'files')));

  // Another content for every test: of a file that is known there is less to say.
  beforeEach(async () => {
    count += 1;
    await shop.write(`files/codes ${PASSWORDS.ingest}.csv`, `code\nd${count}\nfar too long\n`);
  });

  it.each(['--json', '--json=stream', '--debug'])('is blanked out with %s', async (option) => {
    const ended = await aether([...ingest, option]);
    expect(ended.exitCode, ended.stderr).toBe(0);
    expect(ended.stdout + ended.stderr).toContain('[redacted]');
    await expectNoLeak(ended);
  });

  it('is blanked out on a terminal', async () => {
    const program = join(import.meta.dirname, '..', '..', 'bin', 'aether.js');
    const command = [process.execPath, program, ...ingest].map((word) => `'${word}'`).join(' ');
    const child = spawn('script', ['--quiet', '--return', '--command', command, '/dev/null'], {
      cwd: shop.directory,
      env: {
        PATH: process.env['PATH'],
        HOME: shop.directory,
        TERM: 'xterm',
        INGEST_PASSWORD: PASSWORDS.ingest,
      },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let screen = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => (screen += text));
    const [exitCode] = await once(child, 'close');
    expect(exitCode, screen).toBe(0);
    expect(screen).toMatch(/✓ load codes \[redacted\]\.csv: 1 accepted, 1 rejected/);
    expect(leaks(screen)).toEqual([]);
  });
});
