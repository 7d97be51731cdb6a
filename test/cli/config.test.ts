import { execFile, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { OVERRIDES } from '../../src/lib/infra/config/override-table.ts';

const AETHER = join(import.meta.dirname, '..', '..', 'bin', 'aether.js');

let directory: string;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'aether-cli-config-'));
});

afterEach(async () => {
  await rm(directory, { recursive: true });
});

interface Ended {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

function aether(args: readonly string[], variables: Record<string, string> = {}): Promise<Ended> {
  const env = { PATH: process.env['PATH'], HOME: directory, ...variables };
  return new Promise((resolve) => {
    const child = execFile(
      process.execPath,
      [AETHER, ...args],
      { cwd: directory, env },
      (_error, stdout, stderr) => {
        resolve({ exitCode: child.exitCode, stdout, stderr });
      },
    );
    child.stdin?.end();
  });
}

const BROKEN = [
  'name: shop',
  'hosts:',
  '  db1:',
  '    address: 10.0.0.1',
  '    role: [mariadb]',
  'mariadb:',
  '  version: 11.10',
  '  accounts: { admin: { user: root, password: hunter2 } }',
].join('\n');

describe('a command without an environment', () => {
  it('says how to get one', async () => {
    const { exitCode, stdout, stderr } = await aether(['config', 'show']);
    expect({ exitCode, stdout }).toEqual({ exitCode: 78, stdout: '' });
    expect(stderr).toContain('error[ENVIRONMENT_NOT_FOUND]');
    expect(stderr).toMatch(/try: .*aether sandbox up.*aether init/);
  });
});

describe('a command with a broken environment', () => {
  it('lists all problems with their places, and not the password', async () => {
    await writeFile(join(directory, 'aether.yaml'), BROKEN);
    const { exitCode, stdout, stderr } = await aether(['config', 'show']);
    expect({ exitCode, stdout }).toEqual({ exitCode: 78, stdout: '' });
    expect(stderr).toContain('aether.yaml:3:3 hosts.db1.roles: is missing');
    expect(stderr).toContain('aether.yaml:5:5 hosts.db1.role: unknown key, did you mean "roles"?');
    expect(stderr).toContain('aether.yaml:7:12 mariadb.version: must be in quotes');
    expect(stderr).toContain(
      'aether.yaml:8:46 mariadb.accounts.admin.password: must say where the secret is',
    );
    expect(stderr).not.toContain('hunter2');
  });

  it('gives them as data for --json', async () => {
    await writeFile(join(directory, 'aether.yaml'), BROKEN);
    const { exitCode, stdout } = await aether(['config', 'show', '--json']);
    expect(exitCode).toBe(78);
    expect(JSON.parse(stdout)).toMatchObject({
      ok: false,
      error: {
        code: 'ENVIRONMENT_INVALID',
        details: {
          problems: [
            { path: 'hosts.db1.roles', file: 'aether.yaml', line: 3, column: 3 },
            { path: 'hosts.db1.role', file: 'aether.yaml', line: 5, column: 5 },
            { path: 'mariadb.version', line: 7, column: 12 },
            { path: 'mariadb.accounts.admin.password', line: 8, column: 46 },
          ],
        },
      },
    });
  });
});

describe('aether init', () => {
  it('names the flags to add where there is no terminal, and writes nothing', async () => {
    const { exitCode, stderr } = await aether(['init', '--name', 'dev']);
    expect(exitCode).toBe(64);
    expect(stderr).toContain('try: add --mariadb <addresses>');
    expect(existsSync(join(directory, 'aether.yaml'))).toBe(false);
  });

  it('writes a file that the next command finds, and never replaces one by itself', async () => {
    const flags = ['init', '--name', 'dev', '--mariadb', '127.0.0.1'];
    const first = await aether([...flags, '--json']);
    expect(first.exitCode).toBe(0);
    expect(JSON.parse(first.stdout)).toMatchObject({
      data: { file: join(directory, 'aether.yaml'), name: 'dev', hosts: ['db1'], warnings: [] },
      next: ['aether config show', 'aether check'],
    });
    const shown = await aether(['config', 'show', '--json']);
    expect(JSON.parse(shown.stdout)).toMatchObject({ data: { environment: { name: 'dev' } } });
    const before = await readFile(join(directory, 'aether.yaml'), 'utf8');
    const second = await aether(flags);
    expect(second.exitCode).toBe(64);
    expect(second.stderr).toContain('add --force to replace it');
    expect(await readFile(join(directory, 'aether.yaml'), 'utf8')).toBe(before);
    expect((await aether([...flags, '--force'])).exitCode).toBe(0);
  });

  it.skipIf(!existsSync('/usr/bin/script'))('asks at a terminal', async () => {
    const questions = [
      'Name',
      'MariaDB servers',
      'Series',
      'Database',
      'replicas',
      'MongoDB',
      'SSH',
      'key',
      'bastion',
    ];
    const answers = ['shop', '10.0.0.1', '', '', '', '', 'admin', '', 'jump.example.com'];
    expect(await atTerminal(['init'], questions, answers)).toBe(0);
    const { stdout } = await aether(['config', 'show', '--json']);
    expect(JSON.parse(stdout)).toMatchObject({
      data: {
        environment: {
          name: 'shop',
          ssh: { user: 'admin', key: '~/.ssh/id_ed25519', bastion: 'bastion1' },
          hosts: { bastion1: { address: 'jump.example.com' }, db1: { address: '10.0.0.1' } },
          mariadb: { version: '10.11', database: 'aethermart', tls: { mode: 'verify' } },
        },
      },
    });
  });

  it.skipIf(!existsSync('/usr/bin/script'))('is left by Ctrl-C, and writes nothing', async () => {
    expect(await atTerminal(['init'], ['Name'], ['\u0003'])).toBe(130);
    expect(existsSync(join(directory, 'aether.yaml'))).toBe(false);
  });
});

/** Runs on a pseudo-terminal and types each answer when its question has been drawn. */
function atTerminal(args: readonly string[], questions: readonly string[], answers: readonly string[]) {
  const command = [process.execPath, AETHER, ...args].join(' ');
  const env = { PATH: process.env['PATH'], HOME: directory, TERM: 'xterm' };
  const child = spawn('script', ['-qec', command, '/dev/null'], { cwd: directory, env });
  let drawn = '';
  let next = 0;
  child.stdout.on('data', (data: Buffer) => {
    drawn += data.toString();
    const question = questions[next];
    if (question === undefined || !drawn.includes(question)) return;
    drawn = '';
    child.stdin.write(`${answers[next] ?? ''}\r`);
    next += 1;
  });
  return new Promise<number | null>((resolve) => {
    child.on('close', resolve);
  });
}

describe('aether config show', () => {
  it('tells where each value came from, and resolves no secret', async () => {
    await aether(['init', '--name', 'dev', '--mariadb', '127.0.0.1']);
    await writeFile(join(directory, 'aether.staging.yaml'), 'name: staging\nmariadb: { port: 3307 }\n');
    const variables = {
      AETHER_ADMIN_PASSWORD: 'hunter2',
      AETHER_LIMITS_CHUNK_BYTES: '32MiB',
      AETHER_ENV: 'staging',
    };
    const { exitCode, stdout } = await aether(['config', 'show', '--sources'], variables);
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^name +staging +aether\.staging\.yaml:1:7$/m);
    expect(stdout).toMatch(/^mariadb\.port +3307 +aether\.staging\.yaml:2:18$/m);
    expect(stdout).toMatch(/^hosts\.db1\.address +127\.0\.0\.1 +aether\.yaml:\d+:\d+$/m);
    expect(stdout).toMatch(/^limits\.chunk_bytes +32MiB +AETHER_LIMITS_CHUNK_BYTES$/m);
    expect(stdout).toMatch(/^limits\.lock_wait_timeout +3s +default$/m);
    expect(stdout).toMatch(/^mariadb\.accounts\.admin\.password +env:AETHER_ADMIN_PASSWORD /m);
    expect(stdout).not.toContain('hunter2');
  });

  it('names in its help every variable that is laid over the file', async () => {
    const { stdout } = await aether(['config', 'show', '--help']);
    for (const variable of Object.keys(OVERRIDES)) expect(stdout).toContain(variable);
  });

  it('prints a file that says the same', async () => {
    await aether(['init', '--name', 'dev', '--mariadb', '127.0.0.1']);
    const first = await aether(['config', 'show']);
    await writeFile(join(directory, 'again.yaml'), first.stdout);
    const second = await aether(['config', 'show', '--env', 'again.yaml']);
    const withoutHeading = (text: string) => text.replaceAll(/^#.*\n/gm, '');
    expect(withoutHeading(second.stdout)).toBe(withoutHeading(first.stdout));
  });
});
