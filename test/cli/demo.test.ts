import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, expect, it } from 'vitest';

const DEMO = join(import.meta.dirname, '..', '..', 'scripts', 'demo.sh');

let directory: string;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'aether-demo-'));
});

afterEach(() => rm(directory, { recursive: true }));

it('the demo stays in the sandbox, whatever environment is in force', async () => {
  await mkdir(join(directory, 'scripts'));
  await mkdir(join(directory, 'bin'));
  await cp(DEMO, join(directory, 'scripts', 'demo.sh'));
  await writeFile(join(directory, 'scripts', 'set-up.sh'), '#!/bin/sh\n', { mode: 0o755 });
  // Tells what it would do instead of doing it.
  const program = 'console.log("in", process.env.AETHER_ENV, process.argv.slice(2).join(" "));';
  await writeFile(join(directory, 'bin', 'aether.js'), program);
  const variables = { ...process.env, AETHER_ENV: 'production' };
  const { stdout } = await promisify(execFile)(join(directory, 'scripts', 'demo.sh'), { env: variables });
  const done = stdout.split('\n').filter((line) => line.startsWith('in '));
  expect(done).toEqual([
    'in sandbox sandbox up',
    'in sandbox schema apply',
    'in sandbox generate --products 2000 --customers 100 --out .aether/demo-shop --force --yes',
    'in sandbox ingest aethermart --from .aether/demo-shop',
    'in sandbox search mechanical keyboard --channel web --currency EUR --in-stock',
  ]);
});
