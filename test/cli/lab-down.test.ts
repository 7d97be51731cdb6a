import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { documentOf, startAether } from '../support/aether-cli.ts';

let directory: string;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'aether-lab-down-'));
  const root = join(directory, '.aether', 'lab');
  await mkdir(root, { recursive: true });
  await writeFile(join(root, 'aether.yaml'), 'name: lab\n');
  await writeFile(join(root, 'lab.json'), JSON.stringify({ namespace: join(directory, 'none') }));
  await writeFile(join(directory, 'shop.csv'), 'id,name\n1,one\n2,two\n');
});

afterAll(() => rm(directory, { recursive: true }));

const aether = (args: readonly string[]) =>
  startAether([...args, '--json'], { cwd: directory, variables: { AETHER_ENV: 'lab' } }).ended;

describe('while the lab of the environment is down', () => {
  it.each([[['generate', '--dry-run']], [['ingest', 'profile', 'shop.csv']], [['sandbox', 'status']]])(
    '%j runs',
    async (args) => {
      expect(documentOf(await aether(args)).error).toBeUndefined();
    },
  );

  it.each([[['schema', 'status']], [['check']]])('%j is refused', async (args) => {
    expect(documentOf(await aether(args)).error?.code).toBe('LAB_NOT_UP');
  });
});
