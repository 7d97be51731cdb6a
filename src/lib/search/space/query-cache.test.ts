import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openQueryCache } from './query-cache.ts';

const DAY_MS = 86_400_000;
const vector = Float32Array.of(0.6, 0.8);

let stateDir: string;
beforeEach(async () => {
  stateDir = await mkdtemp(join(tmpdir(), 'aether-query-cache-'));
});
afterEach(() => rm(stateDir, { recursive: true }));

const cacheIn = (days: number) =>
  openQueryCache(stateDir, { now: () => new Date(Date.now() + days * DAY_MS) });

it('keeps the vector of a query for its space, without its text', async () => {
  await cacheIn(0).write('a', 'blue lamp', vector);
  expect(await cacheIn(0).read('a', 'blue lamp')).toEqual(vector);
  expect(await cacheIn(0).read('b', 'blue lamp')).toBeUndefined();
  expect(await cacheIn(0).read('a', 'blue lamps')).toBeUndefined();
  const directory = join(stateDir, 'cache', 'query-vectors');
  for (const name of await readdir(directory)) {
    expect(name).toMatch(/^(key|[0-9a-f]{64})$/);
    expect((await stat(join(directory, name))).mode & 0o077).toBe(0);
    expect((await readFile(join(directory, name))).toString('latin1')).not.toContain('lamp');
  }
});

it('forgets it after thirty days, and deletes it then', async () => {
  await cacheIn(0).write('a', 'blue lamp', vector);
  expect(await cacheIn(31).read('a', 'blue lamp')).toBeUndefined();
  await cacheIn(31).write('a', 'red lamp', vector);
  // What the second query has left expires as well, seen from a month later.
  expect((await readdir(join(stateDir, 'cache', 'query-vectors'))).filter((name) => name !== 'key')).toEqual(
    [],
  );
});

it('does without a directory that it cannot make', async () => {
  const file = join(stateDir, 'file');
  await writeFile(file, '');
  const nowhere = openQueryCache(file, { now: () => new Date() });
  await nowhere.write('a', 'blue lamp', vector);
  expect(await nowhere.read('a', 'blue lamp')).toBeUndefined();
});
