import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { openText } from '../../../../test/support/open-text.ts';
import { sizedTexts } from '../../../../test/support/sized-texts.ts';
import { createBlockPool } from './block-pool.ts';
import type { Chunk } from './chunk.ts';
import { ROW_BLOCK_BYTES, scanChunks } from './scan-chunks.ts';

const directory = mkdtempSync(join(tmpdir(), 'aether-chunks-'));
afterAll(() => rmSync(directory, { recursive: true }));

const BLOCK = 256 * 1024;

/** The chunks of a file with these texts, one a record. */
async function chunksOf(texts: readonly string[], chunkBytes: number): Promise<Chunk[]> {
  const input = await openText(directory, Buffer.from(texts.map((text) => `${text}\n`).join('')), {
    dialect: { header: false },
    columns: [{ name: 'v', type: 'text' }],
  });
  const options = {
    chunkBytes,
    committed: [],
    blocks: createBlockPool(ROW_BLOCK_BYTES),
    signal: new AbortController().signal,
  };
  const chunks: Chunk[] = [];
  for await (const chunk of scanChunks(input, options)) chunks.push(chunk);
  return chunks;
}

/** The encoded rows of the texts: record number, tab, text, line feed. */
const encoded = (texts: readonly string[]) => texts.map((text, index) => `${index + 1}\t${text}\n`).join('');

const around = fc.tuple(fc.constantFrom(1, 2, 3), fc.integer({ min: -2, max: 2 }));

describe('the blocks of a chunk', () => {
  it('are the rows of the file, and none of them is empty, whatever the rows add up to', async () => {
    await fc.assert(
      fc.asyncProperty(
        around,
        fc.oneof(fc.constantFrom(64, 100, BLOCK, 10 * BLOCK), fc.integer({ min: 60, max: 3 * BLOCK })),
        fc.constantFrom(BLOCK, 4 * BLOCK, 100 * BLOCK),
        async ([blocks, off], rowBytes, chunkBytes) => {
          const texts = sizedTexts(blocks * BLOCK + off, rowBytes);
          const chunks = await chunksOf(texts, chunkBytes);
          const handed = chunks.flatMap((chunk) => chunk.blocks);
          expect(handed.map(({ length }) => length)).not.toContain(0);
          expect(Buffer.concat(handed).equals(Buffer.from(encoded(texts)))).toBe(true);
        },
      ),
      { numRuns: 60 },
    );
  });

  it('are none if every record is rejected', async () => {
    const [chunk] = await chunksOf(['"a"b', '"c"d'], BLOCK);
    expect(chunk).toMatchObject({ parsed: 2, accepted: 0, blocks: [] });
  });
});
