import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import { inputFile } from './find-files.ts';
import { readContent } from './read-content.ts';

const directory = mkdtempSync(join(tmpdir(), 'aether-gzip-'));
afterAll(() => rmSync(directory, { recursive: true }));

async function read(parts: readonly Buffer[]): Promise<string> {
  const path = join(directory, 'parts.csv.gz');
  writeFileSync(path, Buffer.concat(parts));
  const blocks: Buffer[] = [];
  for await (const block of readContent(await inputFile('parts', path), new AbortController().signal))
    blocks.push(Buffer.from(block));
  return Buffer.concat(blocks).toString();
}

const FIRST = gzipSync('first\n');
const SECOND = gzipSync('second\n');
/** More than is read at a time. */
const MANY_ZEROS = Buffer.alloc(200_000);

describe('a gzip file', () => {
  it('is read to its last member', async () => {
    const long = 'a record\n'.repeat(100_000);
    expect(await read([FIRST, gzipSync(long, { level: 0 }), SECOND])).toBe(`first\n${long}second\n`);
  });

  it.each([Buffer.alloc(1), Buffer.alloc(512), MANY_ZEROS])('may end in zero bytes', async (zeros) => {
    expect(await read([FIRST, SECOND, zeros])).toBe('first\nsecond\n');
  });

  it.each([
    ['a member behind zero bytes', [FIRST, Buffer.alloc(512), SECOND]],
    ['a member behind very many of them', [FIRST, MANY_ZEROS, SECOND]],
    ['garbage behind zero bytes', [FIRST, Buffer.alloc(1), Buffer.from('garbage')]],
    ['garbage', [FIRST, Buffer.from('garbage')]],
    ['garbage and a member', [FIRST, Buffer.from('garbage'), SECOND]],
  ])('is damaged where it goes on with %s', async (_what, parts) => {
    await expect(read(parts)).rejects.toMatchObject({ code: 'INPUT_DAMAGED' });
  });
});
