import { describe, expect, it } from 'vitest';
import type { Chunk, EarlierChunk } from '../chunk.ts';
import { rowsSha256 } from '../encoded-rows.ts';
import { adoptChunk } from './adopt-chunk.ts';

const rows = (...records: readonly (readonly [number, string])[]) => [
  Buffer.from(records.map(([record, text]) => `${record}\t${text}\n`).join('')),
];

const earlier = (blocks: readonly Buffer[], accepted: number): EarlierChunk => ({
  fileId: 1,
  no: 0,
  firstRecord: 1,
  lastRecord: 4,
  accepted,
  deferred: 0,
  rowsSha256: rowsSha256(blocks),
});

function chunk(blocks: readonly Buffer[], rejected: readonly number[] = []): Chunk {
  const at = { byteOffset: 0, line: 1, recordNumber: 1 };
  const rejects = rejected.map((recordNumber) => ({
    recordNumber,
    line: recordNumber,
    byteOffset: 0,
    raw: Buffer.alloc(0),
    violations: [{ rule: 'type', column: null, reason: 'is wrong' }],
  }));
  return { no: 0, start: at, end: at, parsed: 4, accepted: 4 - rejected.length, blocks, rejects, rules: [] };
}

const BEFORE = earlier(rows([1, 'a'], [4, 'd']), 2);

describe('adoptChunk', () => {
  it('has only the corrected rejects to load, and counts the rows that are loaded', () => {
    const known = new Map([
      [2, false],
      [3, false],
    ]);
    const found = adoptChunk(chunk(rows([1, 'a'], [2, 'b'], [4, 'd']), [3]), BEFORE, known);
    expect(found).toMatchObject({ accepted: 3, adopted: { corrected: [2], replayed: [] } });
    expect(found?.blocks).toEqual(rows([2, 'b']));
    expect(found?.rejects.map(({ recordNumber }) => recordNumber)).toEqual([3]);
  });

  it('loads nothing that was replayed, be it right or wrong in the file', () => {
    const known = new Map([
      [2, true],
      [3, true],
    ]);
    const found = adoptChunk(chunk(rows([1, 'a'], [2, 'b'], [4, 'd']), [3]), BEFORE, known);
    expect(found).toMatchObject({ accepted: 2, blocks: [], rejects: [], adopted: { corrected: [] } });
    expect(found?.adopted?.replayed.toSorted()).toEqual([2, 3]);
  });

  it.each([
    ['another row', rows([1, 'a'], [4, 'D'])],
    ['a row less', rows([1, 'a'])],
    ['a row more', rows([1, 'a'], [3, 'c'], [4, 'd'])],
    ['the same rows under other numbers', rows([1, 'a'], [3, 'd'])],
  ])('finds a difference: %s', (_what, blocks) => {
    expect(adoptChunk(chunk(blocks), BEFORE, new Map([[2, false]]))).toBeUndefined();
  });

  it('compares nothing with a chunk whose rows nobody knows', () => {
    const unknown = { ...BEFORE, rowsSha256: null };
    expect(adoptChunk(chunk(rows([1, 'a'], [4, 'd'])), unknown, new Map())).toBeUndefined();
  });
});
