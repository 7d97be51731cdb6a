import { parse } from 'csv-parse/sync';
import { describe, expect, it } from 'vitest';
import { createCsvBuffer } from '../csv/csv-buffer.ts';
import { createShop } from '../shop/shop.ts';
import { parseDay } from '../time/calendar.ts';
import { TABLES } from './all-tables.ts';
import type { Table } from './table.ts';

const shop = createShop({
  seed: 'unit',
  customers: 300,
  orders: 1500,
  products: 80,
  from: parseDay('2025-10-01') ?? 0,
  to: parseDay('2026-10-01') ?? 0,
});

function rowsOf(table: Table): { bytes: Buffer; rows: Record<string, string>[] } {
  const out = createCsvBuffer();
  for (let unit = 0; unit < shop.counts[table.unit]; unit += 1) table.write(shop, unit, out);
  const bytes = out.bytes.subarray(0, out.length);
  return { bytes, rows: parse(bytes, { columns: table.columns.map(({ name }) => name) }) };
}

const FILES = new Map(TABLES.map((table) => [table.name, rowsOf(table)]));

describe.each(TABLES)('$name', (table) => {
  const { bytes, rows } = FILES.get(table.name)!;

  it('has a row for each unit where it says so', () => {
    const units = shop.counts[table.unit];
    if (table.isOneToOne) expect(rows).toHaveLength(units);
    else expect(rows.length).not.toBe(units);
  });

  it('has unique keys, and values where values must be', () => {
    const keys = rows.map((row) => table.key.map((name) => row[name]).join('\t'));
    expect(new Set(keys).size).toBe(rows.length);
    for (const { name, isRequired, maxChars = Infinity } of table.columns) {
      const values = rows.map((row) => row[name] ?? '');
      if (isRequired) expect(values).not.toContain('');
      expect(Math.max(...values.map((value) => value.length))).toBeLessThanOrEqual(maxChars);
    }
  });

  it('gives out no code that begins with 9', () => {
    for (const { name } of table.columns.filter(({ kind }) => kind === 'code')) {
      expect(rows.filter((row) => /^[A-Z]+-9/.test(row[name] ?? ''))).toEqual([]);
    }
  });

  it('can be written from any unit on', () => {
    const units = shop.counts[table.unit];
    const [first, second] = [createCsvBuffer(), createCsvBuffer()];
    for (let unit = Math.floor(units / 2); unit < units; unit += 1) table.write(shop, unit, second);
    for (let unit = 0; unit < Math.floor(units / 2); unit += 1) table.write(shop, unit, first);
    const parts = [first, second].map((part) => part.bytes.subarray(0, part.length));
    expect(Buffer.concat(parts).equals(bytes)).toBe(true);
  });
});

describe('references', () => {
  const values = (file: string, column: string) =>
    new Set(
      FILES.get(file)!
        .rows.map((row) => row[column])
        .filter((value) => value !== ''),
    );

  it.each([
    ['variants', 'product_no', 'products'],
    ['prices', 'sku', 'variants'],
    ['stock', 'warehouse_no', 'warehouses'],
    ['stock', 'sku', 'variants'],
    ['orders', 'customer_no', 'customers'],
    ['orders', 'store_no', 'stores'],
    ['orders', 'coupon_no', 'promotions'],
    ['order_items', 'order_no', 'orders'],
    ['order_items', 'sku', 'variants'],
    ['order_items', 'supplier_no', 'variants'],
    ['payments', 'order_no', 'orders'],
    ['shipments', 'order_no', 'orders'],
    ['shipments', 'warehouse_no', 'warehouses'],
    ['returns', 'order_no', 'orders'],
    ['reviews', 'order_no', 'orders'],
    ['reviews', 'sku', 'variants'],
  ])('%s.%s is in %s', (file, column, target) => {
    expect(values(file, column).size).toBeGreaterThan(0);
    const known = values(target, column);
    expect([...values(file, column)].filter((value) => !known.has(value))).toEqual([]);
  });
});
