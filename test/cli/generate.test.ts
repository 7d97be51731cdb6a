import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { PlanDocument } from '../../src/lib/core/plan-schema.ts';
import { documentOf, startAether } from '../support/aether-cli.ts';

interface GenerateData {
  readonly dry_run: boolean;
  readonly files: readonly { readonly name: string; readonly rows: number; readonly sha256: string }[];
  readonly truth: { readonly rows: number; readonly sha256: string } | null;
}

let directory: string;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'aether-generate-'));
});

afterAll(() => rm(directory, { recursive: true }));

const generate = (...args: string[]) => startAether(['generate', ...args], { cwd: directory });

/** Large enough for several chunks of each kind. */
const SHOP = ['--customers', '5000', '--orders', '13000', '--products', '2100'];

describe('aether generate', () => {
  it('writes the same bytes with any number of threads', async () => {
    const sums = [];
    for (const threads of ['1', '2', '5']) {
      const ended = await generate(
        ...SHOP,
        '--dirty',
        '2%',
        '--parallel',
        threads,
        '--out',
        threads,
        '--json',
      ).ended;
      expect(ended.exitCode, ended.stderr).toBe(0);
      const { files, truth } = documentOf<GenerateData>(ended).data;
      sums.push([...files.map(({ sha256 }) => sha256), truth?.sha256]);
    }
    expect(sums[1]).toEqual(sums[0]);
    expect(sums[2]).toEqual(sums[0]);
    expect(new Set(sums[0]).size).toBe(15);
  });

  it('compresses to what it would have written', async () => {
    const files = 'orders,order_items,reviews';
    await generate(...SHOP, '--files', files, '--out', 'plain').ended;
    await generate(...SHOP, '--files', files, '--out', 'packed', '--gzip', '--parallel', '2').ended;
    for (const name of await readdir(join(directory, 'plain'))) {
      const packed = await readFile(join(directory, 'packed', `${name}.gz`));
      expect(gunzipSync(packed).equals(await readFile(join(directory, 'plain', name)))).toBe(true);
    }
  });

  it('shows in a dry run what it would write, and writes nothing', async () => {
    const ended = await generate(...SHOP, '--dry-run', '--out', 'dry', '--json').ended;
    const { data } = documentOf<PlanDocument>(ended);
    expect(data).toMatchObject({ dry_run: true });
    expect(data.plan.steps).toHaveLength(14);
    expect(existsSync(join(directory, 'dry'))).toBe(false);
  });

  it.each(['1', '2'])('leaves nothing behind when interrupted, with %s threads', async (threads) => {
    const shop = ['--customers', '3000000', '--files', 'customers', '--out', 'stopped'];
    const running = generate(...shop, '--parallel', threads, '--json=stream');
    while (!running.written().stdout.includes('"step":"generate-customers","done"')) await tick();
    running.kill('SIGINT');
    const ended = await running.ended;
    expect(ended.exitCode).toBe(130);
    expect(existsSync(join(directory, 'stopped'))).toBe(false);
  });

  it('refuses a directory that holds something, and a share that is none', async () => {
    await writeFile(join(directory, 'mine.txt'), 'mine');
    const full = await generate('--out', '.', '--json').ended;
    expect(full.exitCode).toBe(64);
    expect(documentOf(full).error).toMatchObject({ code: 'OUTPUT_NOT_EMPTY' });
    const share = await generate('--dirty', '120%').ended;
    expect(share.exitCode).toBe(64);
    expect(share.stderr).toContain('120% is not a share from 0 to 1');
  });
});

async function tick(): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, 10));
}
