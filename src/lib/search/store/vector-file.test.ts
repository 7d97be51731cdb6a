import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { readVectorFile, vectorFile, writeVectorFile } from './vector-file.ts';

const KEY = { generation: 3, builtAt: '2026-01-02 03:04:05.678901', dimensions: 3 };
const SEGMENTS = [
  { segmentId: '7', productIds: Float64Array.of(1, 2 ** 40), vectors: Buffer.from('0123456789abcd') },
  { segmentId: '9', productIds: new Float64Array(0), vectors: Buffer.alloc(0) },
  { segmentId: '18446744073709551615', productIds: Float64Array.of(5), vectors: Buffer.from('gfedcba') },
];

let directory: string;
let file: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'aether-vectors-'));
  file = vectorFile(directory, {
    name: 'node1',
    address: '127.0.0.1',
    port: 3306,
    user: 'u',
    password: '',
    tls: null,
  });
});
afterEach(() => rm(directory, { recursive: true, force: true }));

it('gives back what was kept, and leaves no draft', async () => {
  await writeVectorFile(file, KEY, SEGMENTS);
  expect(await readVectorFile(file, KEY)).toEqual(SEGMENTS);
  expect(await readdir(join(directory, 'cache'))).toHaveLength(1);
});

it.each([
  ['another generation', { ...KEY, generation: 4 }],
  ['an index that was built again', { ...KEY, builtAt: '2026-01-02 03:04:05.678902' }],
  ['other dimensions', { ...KEY, dimensions: 4 }],
])('has nothing for %s', async (_, key) => {
  await writeVectorFile(file, KEY, SEGMENTS);
  expect(await readVectorFile(file, key)).toBeUndefined();
  await writeVectorFile(file, key, SEGMENTS);
  expect(await readVectorFile(file, key)).toEqual(SEGMENTS);
});

it('has nothing if a byte has changed, the file is cut or is not there', async () => {
  expect(await readVectorFile(file, KEY)).toBeUndefined();
  await writeVectorFile(file, KEY, SEGMENTS);
  const bytes = await readFile(file);
  for (let at = 0; at < bytes.length; at += 11) {
    const damaged = Buffer.from(bytes);
    damaged.writeUInt8(damaged.readUInt8(at) ^ 1, at);
    await writeFile(file, damaged);
    expect(await readVectorFile(file, KEY)).toBeUndefined();
    await writeFile(file, bytes.subarray(0, at));
    expect(await readVectorFile(file, KEY)).toBeUndefined();
  }
});

it('is done without if it cannot be written', async () => {
  await writeFile(join(directory, 'cache'), 'in the way');
  await writeVectorFile(file, KEY, SEGMENTS);
  expect(await readVectorFile(file, KEY)).toBeUndefined();
});

it('is another file for another server or database', () => {
  const endpoint = { name: 'node1', address: '127.0.0.1', port: 3306, user: 'u', password: '', tls: null };
  const files = [endpoint, { ...endpoint, port: 3307 }, { ...endpoint, database: 'shop' }].map((where) =>
    vectorFile(directory, where),
  );
  expect(new Set(files).size).toBe(3);
});
