import { createHash } from 'node:crypto';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { TABLES } from '../tables/all-tables.ts';
import { parseDay } from '../time/calendar.ts';
import { createChunkMaker, type Chunk, type ChunkSettings } from './make-chunk.ts';

const settings: ChunkSettings = {
  shop: {
    seed: 'unit',
    customers: 9000,
    orders: 9000,
    products: 1100,
    from: parseDay('2025-10-01') ?? 0,
    to: parseDay('2026-10-01') ?? 0,
  },
  dirty: 0.1,
  gzip: false,
};

const make = createChunkMaker(settings);

/** A chunk with its bytes as a hash: a deep comparison of a megabyte takes seconds. */
function digest({ bytes, ...others }: Chunk) {
  return { ...others, sha256: createHash('sha256').update(bytes).digest('hex') };
}

describe('a chunk', () => {
  it.each(['orders', 'customers', 'products'])(
    'of %s does not depend on the chunks made before it',
    (table) => {
      const [first, second] = [0, 1].map((chunk) => digest(make({ table, chunk })));
      const alone = digest(createChunkMaker(settings)({ table, chunk: 1 }));
      expect(alone).toEqual(second);
      expect(alone.sha256).not.toBe(first!.sha256);
    },
  );

  it('keeps its bytes when the next one is made', () => {
    const clean = createChunkMaker({ ...settings, dirty: 0 });
    const first = clean({ table: 'orders', chunk: 0 });
    const copy = Buffer.from(first.bytes);
    clean({ table: 'orders', chunk: 1 });
    expect(copy.equals(first.bytes)).toBe(true);
  });

  it('is a gzip member of its own where asked for', () => {
    const packed = createChunkMaker({ ...settings, gzip: true });
    for (const { name } of TABLES) {
      const [plain, gzipped] = [make, packed].map((maker) => maker({ table: name, chunk: 0 }));
      expect(gunzipSync(gzipped!.bytes).equals(plain!.bytes)).toBe(true);
    }
  });

  it('is empty behind the last unit', () => {
    expect(make({ table: 'stores', chunk: 1 })).toMatchObject({ rows: 0, flaws: [] });
  });
});
