import { describe, expect, it } from 'vitest';
import { createCsvBuffer } from '../csv/csv-buffer.ts';
import { endOfRecord } from '../csv/record.ts';
import { createShop } from '../shop/shop.ts';
import { TABLES } from '../tables/all-tables.ts';
import type { Table } from '../tables/table.ts';
import { parseDay } from '../time/calendar.ts';
import { createInjector, type FlawedRows } from './inject-defects.ts';

const shop = createShop({
  seed: 'unit',
  customers: 200,
  orders: 500,
  products: 40,
  from: parseDay('2025-10-01') ?? 0,
  to: parseDay('2026-10-01') ?? 0,
});

function soundRows(table: Table): Buffer {
  const out = createCsvBuffer();
  for (let unit = 0; unit < shop.counts[table.unit]; unit += 1) table.write(shop, unit, out);
  return out.bytes.subarray(0, out.length);
}

/** The lines of the flawed file that are not flaws, put together again. */
function withoutFlaws({ bytes, flaws }: FlawedRows): Buffer {
  const lines = bytes.toString('latin1').split(/(?<=\n)/);
  for (const { linesBefore, lines: taken } of flaws) lines.fill('', linesBefore, linesBefore + taken);
  return Buffer.from(lines.join(''), 'latin1');
}

describe.each(TABLES)('defects among the records of $name', (table) => {
  const sound = soundRows(table);
  const flawed = createInjector('unit', table, 0.5)(0, sound);

  it('leave the clean file when they are taken out', () => {
    expect(withoutFlaws(flawed).equals(sound)).toBe(true);
    expect(flawed.flaws.length).toBeGreaterThan(0);
  });

  it('are counted with the others', () => {
    let records = 0;
    for (let at = 0; at < sound.length; at = endOfRecord(sound, at)) records += 1;
    expect(flawed.rows).toBe(records + flawed.flaws.length);
    expect(flawed.lines).toBe(flawed.bytes.toString('latin1').split('\n').length - 1);
    const places = flawed.flaws.map(({ recordsBefore }) => recordsBefore);
    // Behind a sound record each, so never the first, and never two in a row.
    expect(places.every((place, index) => place > (places[index - 1] ?? -1) + 1)).toBe(true);
  });

  it('are the same again for the same seed, and others for another', () => {
    expect(createInjector('unit', table, 0.5)(0, sound)).toEqual(flawed);
    expect(createInjector('other', table, 0.5)(0, sound).bytes.equals(flawed.bytes)).toBe(false);
  });
});

describe('the probability', () => {
  const table = TABLES.find(({ name }) => name === 'order_items')!;
  const sound = soundRows(table);

  it('of 1 gives every record a defect, and of 0 none', () => {
    const all = createInjector('unit', table, 1)(0, sound);
    expect(all.flaws).toHaveLength(all.rows / 2);
    expect(createInjector('unit', table, 0)(0, sound).flaws).toEqual([]);
  });
});
