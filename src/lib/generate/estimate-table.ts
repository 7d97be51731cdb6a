import { createCsvBuffer } from './csv/csv-buffer.ts';
import type { Shop } from './shop/shop.ts';
import type { Table } from './tables/table.ts';
import { headerOf } from './tables/table.ts';

/** How large a file will be. */
export interface Estimate {
  readonly rows: number;
  /** Before compression. */
  readonly bytes: number;
  /** Whether `rows` is the very number. */
  readonly isExact: boolean;
}

/** The rows of so many units, spread over all, are made to see how large they are: within a per cent or two. */
const SAMPLED_UNITS = 1000;

export function estimateTable(shop: Shop, table: Table, dirty: number): Estimate {
  const units = shop.counts[table.unit];
  const sampled = Math.min(units, SAMPLED_UNITS);
  const out = createCsvBuffer();
  for (let place = 0; place < sampled; place += 1)
    table.write(shop, Math.floor((place * units) / sampled), out);
  const scale = sampled === 0 ? 0 : (units / sampled) * (1 + dirty);
  return {
    rows: Math.round(out.rows * scale),
    bytes: Math.round(out.length * scale) + headerOf(table).length,
    isExact: dirty === 0 && (table.isOneToOne || sampled === units),
  };
}
