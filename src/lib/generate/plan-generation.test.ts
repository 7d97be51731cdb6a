import { describe, expect, it } from 'vitest';
import type { GenerateRequest } from './generate-request.ts';
import { createChunkMaker, UNITS_PER_CHUNK } from './chunks/make-chunk.ts';
import { planGeneration } from './plan-generation.ts';
import { headerOf } from './tables/table.ts';

const REQUEST: GenerateRequest = {
  seed: '1',
  customers: 2000,
  orders: undefined,
  products: undefined,
  from: '2025-10-01',
  to: '2026-10-01',
  out: 'shop',
  dirty: 0,
  gzip: false,
  files: undefined,
  parallel: undefined,
  force: false,
};

const plan = (change: Partial<GenerateRequest> = {}) => planGeneration({ ...REQUEST, ...change });

describe('the plan of a shop', () => {
  it('fills in what was not asked for', () => {
    expect(plan().settings.shop).toMatchObject({ customers: 2000, orders: 8000, products: 200 });
    expect(plan({ customers: 7, orders: 3, products: 2 }).settings.shop).toMatchObject({
      orders: 3,
      products: 2,
    });
    expect(plan({ customers: 1 }).settings.shop.products).toBe(50);
  });

  it('names the files asked for, in the order of their references', () => {
    const names = (files: string) => plan({ files }).steps.map(({ fileName }) => fileName);
    expect(names('order_items,orders.csv')).toEqual(['orders.csv', 'order_items.csv']);
    expect(plan({ gzip: true }).steps[0]?.fileName).toBe('stores.csv.gz');
    expect(plan().steps).toHaveLength(14);
  });

  it('tells sizes within a few per cent, and which of them are exact', () => {
    const make = createChunkMaker(plan().settings);
    for (const { table, units, estimate } of plan().steps) {
      let rows = 0;
      let bytes = headerOf(table).length;
      for (let chunk = 0; chunk * UNITS_PER_CHUNK[table.unit] < units; chunk += 1) {
        const made = make({ table: table.name, chunk });
        rows += made.rows;
        bytes += made.bytes.length;
      }
      if (estimate.isExact) expect(estimate.rows, table.name).toBe(rows);
      expect(Math.abs(estimate.rows / rows - 1), table.name).toBeLessThan(0.12);
      expect(Math.abs(estimate.bytes / bytes - 1), table.name).toBeLessThan(0.15);
    }
    expect(plan({ dirty: 0.5 }).steps.some(({ estimate }) => estimate.isExact)).toBe(false);
  });

  it.each<[Partial<GenerateRequest>, string]>([
    [{ files: 'order_item' }, '--files: there is no file "order_item", did you mean "order_items"?'],
    [{ from: '2026-02-30' }, '--from 2026-02-30: not a date'],
    [{ from: '2026-01-01', to: '2026-01-01' }, '--to 2026-01-01 is not after --from 2026-01-01'],
    [{ from: '1900-01-01' }, 'days from --from to --to: 46,294 is more than 7,320'],
    [{ customers: 60_000_000 }, '--customers: 60,000,000 is more than 50,000,000'],
    [{ orders: 2_000_000_000 }, '--orders: 2,000,000,000 is more than 1,000,000,000'],
  ])('refuses %j', (change, message) => {
    expect(() => plan(change)).toThrow(
      expect.objectContaining({ code: 'USAGE', message: expect.stringContaining(message) }),
    );
  });
});
