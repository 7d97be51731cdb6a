import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { describeData, measureData } from './measure-data.ts';

it('counts databases and tables by their files, without what belongs to the server', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'aether-data-'));
  try {
    const file = async (path: string, text: string) => {
      await mkdir(join(directory, path, '..'), { recursive: true });
      await writeFile(join(directory, path), text);
    };
    await file('a/mysql/user.frm', 'x');
    await file('a/shop/orders.frm', '\u{fe}\u{1}');
    await file('a/shop/orders.ibd', 'x'.repeat(10_000));
    await file('a/shop/all_orders.frm', 'TYPE=VIEW\nquery=select 1');
    await file('a/shop/#sql-1.frm', 'x');
    await file('b/shop/orders.frm', 'x');
    await file('b/shop_meta/lease.frm', 'x');
    const found = await measureData(['a', 'b', 'missing'].map((name) => join(directory, name)));
    expect(found).toMatchObject({ databases: ['shop', 'shop_meta'], tables: 2 });
    expect(found.bytes).toBeGreaterThanOrEqual(10_000);
    expect(describeData({ ...found, bytes: 0 })).toMatch(/^databases shop, shop_meta: 2 tables, 0/);
  } finally {
    await rm(directory, { recursive: true });
  }
});
