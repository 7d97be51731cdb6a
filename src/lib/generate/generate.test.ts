import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { systemClock } from '../core/clock.ts';
import { AetherError } from '../core/errors.ts';
import type { RunEvent } from '../core/events.ts';
import { packageFile } from '../core/package-root.ts';
import { generate } from './generate.ts';
import type { TruthEntry } from './output/truth-file.ts';
import { planGeneration } from './plan-generation.ts';

let directory: string;
let out: string;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'aether-generate-'));
  out = join(directory, 'shop');
});

afterEach(() => rm(directory, { recursive: true }));

const SHOP = { seed: 'unit', customers: 50, orders: 120, products: 12, from: '2025-10-01', to: '2026-04-01' };

interface Wish {
  readonly shop?: typeof SHOP;
  readonly dirty?: number;
  readonly files?: string;
  readonly force?: boolean;
  readonly signal?: AbortSignal;
  readonly onEvent?: (event: RunEvent) => void;
}

async function run({ shop = SHOP, dirty = 0, files, force = false, signal, onEvent }: Wish = {}) {
  const plan = planGeneration({
    ...shop,
    out,
    dirty,
    gzip: false,
    files,
    parallel: undefined,
    force,
  });
  const context = {
    clock: systemClock,
    emit: onEvent ?? (() => undefined),
    signal: signal ?? new AbortController().signal,
  };
  return generate(context, plan, { out, force, parallel: 1 });
}

describe('generate', () => {
  it('writes what it says it has written', async () => {
    const { files, truth } = await run();
    expect(truth).toBeUndefined();
    expect((await readdir(out)).toSorted()).toEqual(files.map(({ name }) => name).toSorted());
    for (const { name, bytes, sha256 } of files) {
      const content = await readFile(join(out, name));
      expect(content.length).toBe(bytes);
      expect(createHash('sha256').update(content).digest('hex')).toBe(sha256);
    }
  });

  it('makes the fixtures again, byte for byte', async () => {
    // The command of fixtures/README.md: where a seed has come to mean something else, they are to be made again.
    const fixture = {
      seed: 'fixture',
      customers: 20,
      orders: 40,
      products: 6,
      from: '2026-01-01',
      to: '2026-07-01',
    };
    const { files } = await run({ shop: fixture });
    for (const { name } of files) {
      const [made, kept] = await Promise.all([
        readFile(join(out, name), 'utf8'),
        readFile(packageFile('fixtures', 'aethermart', name), 'utf8'),
      ]);
      expect(made, name).toBe(kept);
    }
  });

  it('lists each defect with its place in the file', async () => {
    await run();
    const clean = await readFile(join(out, 'reviews.csv'), 'latin1');
    await rm(out, { recursive: true });
    const { files, truth } = await run({ dirty: 0.3 });
    const entries = (await readFile(join(out, 'truth.ndjson'), 'utf8'))
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as TruthEntry);
    expect(entries).toHaveLength(truth?.rows ?? -1);
    expect(files.reduce((sum, { defects }) => sum + defects, 0)).toBe(entries.length);
    const lines = (await readFile(join(out, 'reviews.csv'), 'latin1')).split(/(?<=\n)/);
    for (const { line, lines: taken } of entries.filter(({ file }) => file === 'reviews.csv')) {
      lines.fill('', line - 1, line - 1 + taken);
    }
    expect(lines.join('')).toBe(clean);
  });

  it('leaves files that are there alone, unless told to replace its own', async () => {
    await run({ dirty: 0.1 });
    await writeFile(join(out, 'notes.txt'), 'mine');
    await expect(run()).rejects.toMatchObject({ code: 'OUTPUT_NOT_EMPTY', exitCode: 64 });
    await run({ files: 'orders', force: true });
    // The files of the run before would be taken for a part of this one.
    expect((await readdir(out)).toSorted()).toEqual(['notes.txt', 'orders.csv']);
  });

  it('writes over what a killed run left behind', async () => {
    await mkdir(out);
    await writeFile(join(out, 'orders.csv.partial'), 'half a li');
    await run({ files: 'orders' });
    expect(await readdir(out)).toEqual(['orders.csv']);
  });

  it.each(['orders.csv', 'reviews.csv'])('leaves nothing behind when it is stopped at %s', async (file) => {
    const controller = new AbortController();
    const reason = new AetherError('INTERRUPTED', 'interrupted by SIGINT');
    const stopAt = (event: RunEvent) => {
      if (event.type === 'step_started' && event.title === `write ${file}`) controller.abort(reason);
    };
    await expect(run({ dirty: 0.1, signal: controller.signal, onEvent: stopAt })).rejects.toBe(reason);
    expect(await readdir(directory)).toEqual([]);
  });

  it('says where it cannot write', async () => {
    await writeFile(out, 'a file in the place of a directory');
    await expect(run()).rejects.toMatchObject({ code: 'FILE_UNWRITABLE' });
    expect(await readFile(out, 'utf8')).toContain('a file');
  });
});
