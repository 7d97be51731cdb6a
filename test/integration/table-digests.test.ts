import { expect, it } from 'vitest';
import { sharedServer } from '../support/shared-server.ts';
import { digestTables } from '../support/table-digests.ts';
import { openWorkspace } from '../support/workspace.ts';

// The kill tests compare by these digests. A run that dies in a transaction leaves a gap in the numbers, and no more.

it('the digests of two ways to the same rows are equal, whatever numbers the server gave out', async () => {
  await using shop = await openWorkspace({ server: sharedServer(), database: 'aethertest_digests' });
  await shop.applySchema();
  const { database } = shop;
  const fill = async () => {
    await shop.rows(`INSERT INTO ${database}.category (category_no) VALUES ('lamps')`);
    await shop.rows(
      `INSERT INTO ${database}.category (category_no, parent_id)
       SELECT 'desk-lamps', category_id FROM ${database}.category`,
    );
    return digestTables(shop.admin, database);
  };
  const first = await fill();
  expect(first).toMatchObject({ category: { rows: 2 }, category_closure: { rows: 3 } });
  for (const table of ['category_closure', 'category']) {
    await shop.admin.query('SET SESSION foreign_key_checks = 0');
    await shop.rows(`DELETE FROM ${database}.${table}`);
    await shop.admin.query('SET SESSION foreign_key_checks = 1');
  }
  await shop.rows(`ALTER TABLE ${database}.category AUTO_INCREMENT = 1000`);
  expect(await fill()).toEqual(first);
});
