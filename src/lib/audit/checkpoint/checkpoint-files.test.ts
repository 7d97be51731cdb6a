import { generateKeyPairSync } from 'node:crypto';
import { mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { hashOf, type Checkpoint } from './checkpoint.ts';
import { readSeals, writeSeal } from './checkpoint-files.ts';

const { privateKey, publicKey } = generateKeyPairSync('ed25519');
let directory: string;

const seal = (number: number, previous: string | null): Checkpoint => ({
  version: 1,
  environment: 'shop',
  database: 'aethermart',
  seal: number,
  sealed_at: '2026-01-01T00:00:00.000Z',
  previous,
  parts: [{ chain: 'node1', from: '0', to: '7', records: 7, tip: 'aa', sum: 'bb' }],
});

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'aether-seals-'));
});
afterAll(() => rm(directory, { recursive: true, force: true }));

const first = seal(1, null);
const second = seal(2, hashOf(first));
const third = seal(3, hashOf(second));
const file = (number: number) => join(directory, `shop-00000${number}.json`);
const faults = async (key = publicKey) => (await readSeals(directory, 'shop', key)).faults;

beforeEach(async () => {
  for (const each of [first, second, third]) await writeSeal(directory, each, privateKey);
});

describe('the files of seals', () => {
  it('are read in order with the public key alone', async () => {
    const read = await readSeals(directory, 'shop', publicKey);
    expect(read).toEqual({ checkpoints: [first, second, third], last: hashOf(third), faults: [] });
    expect(await readSeals(directory, 'other', publicKey)).toMatchObject({ checkpoints: [], last: null });
  });

  it('say which of them was changed, replaced, taken out or signed with another key', async () => {
    await writeFile(file(2), (await readFile(file(2), 'utf8')).replace('"records":7', '"records":6'));
    expect(await faults()).toEqual([
      'shop-000002.json is not signed by the key of this environment',
      'shop-000003.json does not follow the file before it',
    ]);
    await writeSeal(directory, second, privateKey);
    await rename(file(3), file(2));
    expect(await faults()).toEqual(['shop-000002.json holds another checkpoint']);
    await rm(file(2));
    await writeSeal(directory, third, privateKey);
    expect(await faults()).toEqual(['shop-000003.json does not follow the file before it']);
    expect((await faults(generateKeyPairSync('ed25519').publicKey)).length).toBe(2);
  });
});
