import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { openText } from '../../../../test/support/open-text.ts';
import { sizedTexts } from '../../../../test/support/sized-texts.ts';
import { createBlockPool } from './block-pool.ts';
import type { Chunk, EarlierChunk } from './chunk.ts';
import type { CommittedRange } from './chunk-ledger.ts';
import { ROW_BLOCK_BYTES, scanChunks } from './scan-chunks.ts';

const directory = mkdtempSync(join(tmpdir(), 'aether-chunks-'));
afterAll(() => rmSync(directory, { recursive: true }));

const BLOCK = 256 * 1024;

interface Scan {
  readonly chunkBytes: number;
  readonly committed?: readonly CommittedRange[];
  readonly earlier?: readonly EarlierChunk[];
  /** Longer texts are rejected. */
  readonly maxChars?: number;
}

/** The chunks of a file with these lines, one a record. */
async function chunksOf(lines: readonly string[], scan: Scan): Promise<Chunk[]> {
  const input = await openText(directory, Buffer.from(lines.map((line) => `${line}\n`).join('')), {
    dialect: { header: false },
    columns: [{ name: 'v', type: 'text', ...(scan.maxChars && { max_chars: scan.maxChars }) }],
  });
  const options = {
    chunkBytes: scan.chunkBytes,
    committed: scan.committed ?? [],
    earlier: scan.earlier,
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
          const chunks = await chunksOf(texts, { chunkBytes });
          const handed = chunks.flatMap((chunk) => chunk.blocks);
          expect(handed.map(({ length }) => length)).not.toContain(0);
          expect(Buffer.concat(handed).equals(Buffer.from(encoded(texts)))).toBe(true);
        },
      ),
      { numRuns: 40 },
    );
  });

  it('are none if every record is rejected', async () => {
    const [chunk] = await chunksOf(['"a"b', '"c"d'], { chunkBytes: BLOCK });
    expect(chunk).toMatchObject({ parsed: 2, accepted: 0, blocks: [] });
  });
});

/** What the ledger keeps of a chunk. */
const rangeOf = ({ no, start, end, rejects }: Chunk): CommittedRange => ({
  no,
  byteStart: start.byteOffset,
  byteEnd: end.byteOffset,
  rejected: rejects.length,
});

describe('the chunks of a load that goes on', () => {
  const SHORT = 's';
  const LONG = 'long text';
  /** More than 5,000 rejects cut a chunk short; blank lines are no records. */
  const part = fc.record({
    line: fc.constantFrom(SHORT, LONG, ''),
    count: fc.constantFrom(1, 2, 1000, 4999, 5000, 5001, 6000),
  });
  const file = fc
    .array(part, { minLength: 1, maxLength: 4 })
    .filter((parts) => parts.some(({ line }) => line !== ''));

  it.each([
    ['rejects fewer records', { before: 5, now: 20 }],
    ['rejects more records', { before: 20, now: 5 }],
    ['rejects the same', { before: 5, now: 5 }],
  ])('hold every record once where the source now %s', async (_how, { before, now }) => {
    await fc.assert(
      fc.asyncProperty(
        file,
        fc.constantFrom(1000, 30_000, 60_000, 1_000_000),
        fc.infiniteStream(fc.boolean()),
        async (parts, chunkBytes, isCommitted) => {
          const lines = parts.flatMap(({ line, count }) => Array.from({ length: count }, () => line));
          const old = await chunksOf(lines, { chunkBytes, maxChars: before });
          const kept = old.filter(() => isCommitted.next().value);
          const committed = kept.map((chunk) => rangeOf(chunk));
          const loaded = await chunksOf(lines, { chunkBytes, maxChars: now, committed });
          const all = [...kept, ...loaded].toSorted((a, b) => a.start.byteOffset - b.start.byteOffset);
          const records = all.flatMap(({ start, parsed }) =>
            Array.from({ length: parsed }, (_, index) => start.recordNumber + index),
          );
          expect(records).toEqual(lines.filter((line) => line !== '').map((_, index) => index + 1));
          expect(new Set(all.map(({ no }) => no)).size).toBe(all.length);
          for (const [index, { end }] of all.entries())
            expect(end.byteOffset).toBeLessThanOrEqual(all[index + 1]?.start.byteOffset ?? Infinity);
          if (before === now) expect(all.map(rangeOf)).toEqual(old.map(rangeOf));
        },
      ),
      { numRuns: 15 },
    );
  });

  it('are refused where a record is committed in part, as records are cut otherwise now', async () => {
    const at = (byteStart: number, byteEnd: number) => ({
      chunkBytes: BLOCK,
      committed: [{ no: 0, byteStart, byteEnd, rejected: 0 }],
    });
    for (const [start, end] of [
      [1, 4],
      [0, 3],
      [2, 3],
    ] as const)
      await expect(chunksOf(['a', 'b', 'c'], at(start, end))).rejects.toMatchObject({ code: 'LOAD_REFUSED' });
    expect(await chunksOf(['a', 'b', 'c'], at(2, 4))).toMatchObject([
      { no: 1, parsed: 1, start: { byteOffset: 0 }, end: { byteOffset: 2 } },
      { no: 2, parsed: 1, start: { byteOffset: 4 }, end: { byteOffset: 6 } },
    ]);
  });
});

describe('chunks of earlier deliveries', () => {
  const earlier = (no: number, firstRecord: number, lastRecord: number): EarlierChunk => ({
    fileId: 1,
    no,
    firstRecord,
    lastRecord,
    accepted: 1,
    deferred: 0,
    rowsSha256: null,
  });

  it('are cut where they were, whatever their size, and what is between them goes into its own', async () => {
    const lines = Array.from({ length: 12 }, (_, at) => `line ${at + 1}`);
    const chunks = await chunksOf(lines, {
      chunkBytes: 20,
      earlier: [earlier(5, 9, 10), earlier(0, 1, 6)],
    });
    const records = ({ start, end }: Chunk) => [start.recordNumber, end.recordNumber - 1];
    expect(chunks.map((chunk) => [...records(chunk), chunk.earlier?.no])).toEqual([
      [1, 6, 0],
      [7, 8, undefined],
      [9, 10, 5],
      [11, 12, undefined],
    ]);
    expect(chunks.reduce((sum, { parsed }) => sum + parsed, 0)).toBe(12);
  });

  it('end with the file', async () => {
    const chunks = await chunksOf(['a', 'b', 'c'], { chunkBytes: 2, earlier: [earlier(0, 2, 9)] });
    expect(chunks.map(({ parsed, earlier: found }) => [parsed, found?.no])).toEqual([
      [1, undefined],
      [2, 0],
    ]);
  });
});
