import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { documentOf, type Ended, startAether } from '../support/aether-cli.ts';
import { eventually } from '../support/eventually.ts';
import { readRecords } from '../support/run-files.ts';

let directory: string;
let stateDir: string;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'aether-runs-'));
  stateDir = join(directory, '.aether');
});

afterEach(() => rm(directory, { recursive: true, force: true }));

const start = (...args: string[]) => startAether(args, { cwd: directory });
const aether = (...args: string[]): Promise<Ended> => start(...args).ended;
const init = () => aether('init', '--name', 'shop', '--mariadb', '127.0.0.1', '--force');

interface Listed {
  readonly runs: readonly { readonly run: string; readonly state: string; readonly command?: string }[];
}

const list = async (...args: string[]) =>
  documentOf<Listed>(await aether('runs', 'list', '--json', ...args)).data.runs;

describe('the record of a run', () => {
  it('says what was typed, by whom, and how it ended', async () => {
    expect((await init()).exitCode).toBe(0);
    const [record] = readRecords(stateDir);
    expect(record).toMatchObject({
      version: 1,
      command: 'init',
      argv: ['init', '--name', 'shop', '--mariadb', '127.0.0.1', '--force'],
      cwd: directory,
      state: 'finished',
      exit_code: 0,
      error: null,
    });
  });

  it('is written by a command that fails before its first event, which then names its log', async () => {
    const ended = await aether('schema', 'apply');
    expect(ended.exitCode).toBe(78);
    const [record] = readRecords(stateDir);
    expect(record).toMatchObject({
      state: 'failed',
      exit_code: 78,
      error: { code: 'ENVIRONMENT_NOT_FOUND', errno: null },
    });
    const log = join(stateDir, 'runs', record!.run, 'log.ndjson');
    expect(ended.stderr).toContain(`log: ${log}`);
    expect(existsSync(log)).toBe(true);
    const json = documentOf(await aether('schema', 'apply', '--json'));
    expect(json.error).toHaveProperty('log', expect.stringContaining('log.ndjson'));
  });

  it('is not written by a command that only reads', async () => {
    await aether('schema', 'status');
    await aether('config', 'show');
    await aether('runs', 'list');
    expect(existsSync(stateDir)).toBe(false);
  });

  it('is shown by any part of its id that no other one has, and the newest one without', async () => {
    await init();
    await aether('schema', 'apply');
    const [newest, oldest] = await list();
    expect((await aether('runs', 'show')).stdout).toContain(newest!.run);
    expect((await aether('runs', 'show', oldest!.run.slice(-6))).stdout).toContain(oldest!.run);
    expect((await aether('runs', 'show', '2')).exitCode).toBe(64);
    expect((await aether('runs', 'show', 'nothing')).stderr).toContain('error[RUN_NOT_FOUND]');
  });

  it('makes its directory the project of no directory below', async () => {
    await init();
    await rm(join(directory, 'aether.yaml'));
    const below = join(directory, 'below');
    await mkdir(below);
    await startAether(['init', '--name', 'x', '--mariadb', '::1'], { cwd: below }).ended;
    expect(existsSync(join(below, '.aether', 'runs'))).toBe(true);
  });

  it('that cannot be read is unknown, and hides no other one', async () => {
    await init();
    const torn = join(stateDir, 'runs', '20200101T000000Z-abcdef');
    await mkdir(torn);
    await writeFile(join(torn, 'run.json'), '{"version": 1, "ru');
    await mkdir(join(stateDir, 'runs', 'notes'));
    expect(await list()).toMatchObject([
      { state: 'finished' },
      { run: '20200101T000000Z-abcdef', state: 'unknown' },
    ]);
    expect((await aether('runs', 'show', 'abcdef')).stdout).toContain('its record cannot be read');
    expect((await aether('runs', 'prune', '--keep', '0', '--yes')).exitCode).toBe(0);
    expect(existsSync(torn)).toBe(true);
    expect(existsSync(join(stateDir, 'runs', 'notes'))).toBe(true);
  });
});

describe('a run that is killed', () => {
  it('is running until then and killed after it; prune leaves it alone until then', async () => {
    const generate = start('generate', '--customers', '2000000', '--out', 'shop');
    await eventually('the run is recorded', async () => (await list('--state', 'running'))[0]);
    const busy = await aether('runs', 'prune', '--keep', '0', '--yes');
    expect(busy.stdout).toContain('0 runs removed, 1 kept');
    expect(busy.stdout).toContain('it is still running');
    generate.kill('SIGKILL');
    await generate.ended;
    expect(await list()).toMatchObject([{ command: 'generate', state: 'killed' }]);
    expect((await aether('runs', 'prune', '--keep', '0', '--yes')).stdout).toBe('1 run removed, 0 kept\n');
    expect(await list()).toEqual([]);
  });

  it('is interrupted if it could still say so', async () => {
    const generate = start('generate', '--customers', '2000000', '--out', 'shop');
    await eventually('the run is recorded', async () => (await list('--state', 'running'))[0]);
    // The handler for signals is set just before the record is written.
    generate.kill('SIGTERM');
    expect((await generate.ended).exitCode).toBe(143);
    expect(readRecords(stateDir)).toMatchObject([
      { state: 'interrupted', exit_code: 143, error: { code: 'INTERRUPTED' } },
    ]);
  });
});

describe('aether runs prune', () => {
  it('wants a limit, and a yes', async () => {
    await init();
    expect((await aether('runs', 'prune', '--yes')).exitCode).toBe(64);
    const asked = await aether('runs', 'prune', '--keep', '0');
    expect(asked.exitCode).toBe(64);
    expect(asked.stderr).toContain('delete');
    const dry = await aether('runs', 'prune', '--keep', '0', '--dry-run', '--json');
    expect(documentOf(dry).data).toMatchObject({ plan: { steps: [{ action: 'delete' }] } });
    expect(await list()).toHaveLength(1);
    expect((await aether('runs', 'prune', '--older-than', '1h', '--yes')).stdout).toContain('0 runs removed');
    expect((await aether('runs', 'prune', '--older-than', '0s', '--yes')).stdout).toContain('1 run removed');
  });

  it('keeps runs with rejects, wherever these are', async () => {
    await init();
    await init();
    const [inside, apart] = readRecords(stateDir);
    await writeFile(join(stateDir, 'runs', inside!.run, 'customers.csv.rejects.csv'), 'x');
    await mkdir(join(stateDir, 'rejects', apart!.run), { recursive: true });
    await writeFile(join(stateDir, 'rejects', apart!.run, 'orders.csv.rejects.csv'), 'x');
    const { stdout } = await aether('runs', 'prune', '--keep', '0', '--yes');
    expect(stdout).toContain('0 runs removed, 2 kept');
    expect(stdout).toContain('it has an open rejects file');
    expect(stdout).toContain('its directory holds customers.csv.rejects.csv');
  });
});
