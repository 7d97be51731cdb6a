import { gzipSync } from 'node:zlib';
import { createCsvBuffer } from '../csv/csv-buffer.ts';
import { createInjector, type Flaw, type Injector } from '../defects/inject-defects.ts';
import { createShop, type ShopSpec, type Unit } from '../shop/shop.ts';
import { tableNamed } from '../tables/all-tables.ts';
import type { Table } from '../tables/table.ts';

/** What a part of a file depends on; the same in every worker. */
export interface ChunkSettings {
  readonly shop: ShopSpec;
  /** The probability that a defective record follows a sound one. */
  readonly dirty: number;
  readonly gzip: boolean;
}

/** Some units of one table in a row. */
export interface ChunkTask {
  readonly table: string;
  /** From 0. */
  readonly chunk: number;
}

/** A part of a file, ready to be written after the part before it. */
export interface Chunk {
  readonly bytes: Uint8Array;
  readonly rows: number;
  /** Lines before compression; counted only where defects are injected. */
  readonly lines: number;
  readonly flaws: readonly Flaw[];
}

/** Makes any part of any file; parts need not be asked for in order. */
export type ChunkMaker = (task: ChunkTask) => Chunk;

/** Half a MiB to a MiB of text; fixed, because the places of defects and the members of gzip files follow from it. */
export const UNITS_PER_CHUNK: Readonly<Record<Unit, number>> = {
  store: 4096,
  warehouse: 4096,
  promotion: 4096,
  product: 256,
  customer: 4096,
  order: 4096,
};

export function createChunkMaker({ shop: spec, dirty, gzip }: ChunkSettings): ChunkMaker {
  const shop = createShop(spec);
  const injectors = new Map<string, Injector>();
  // Used again and again: a new one for each chunk would be garbage faster than it is collected.
  const out = createCsvBuffer();

  function writeUnits(table: Table, chunk: number): Buffer {
    const size = UNITS_PER_CHUNK[table.unit];
    const end = Math.min((chunk + 1) * size, shop.counts[table.unit]);
    out.length = 0;
    out.rows = 0;
    for (let unit = chunk * size; unit < end; unit += 1) table.write(shop, unit, out);
    return out.bytes.subarray(0, out.length);
  }

  function injectorFor(table: Table): Injector {
    const injector = injectors.get(table.name) ?? createInjector(spec.seed, table, dirty);
    injectors.set(table.name, injector);
    return injector;
  }

  return ({ table: name, chunk }) => {
    const table = tableNamed(name);
    if (table === undefined) throw new RangeError(`no table ${name}`);
    const sound = writeUnits(table, chunk);
    if (dirty > 0) {
      const flawed = injectorFor(table)(chunk, sound);
      return { ...flawed, bytes: gzip ? gzipSync(flawed.bytes) : flawed.bytes };
    }
    return { bytes: gzip ? gzipSync(sound) : copyOf(sound), rows: out.rows, lines: 0, flaws: [] };
  };
}

/** In memory of its own, which can be moved to another thread. */
function copyOf(bytes: Buffer): Buffer {
  const copy = Buffer.allocUnsafeSlow(bytes.length);
  bytes.copy(copy);
  return copy;
}
