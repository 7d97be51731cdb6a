import { expect, it } from 'vitest';
import { databasesOf } from '../../infra/config/databases.ts';
import { inDatabases, withRoles } from './in-databases.ts';

const SHOP = databasesOf('shop');

it.each([
  ['SELECT * FROM `{meta}`.`lease`', 'SELECT * FROM `shop_meta`.`lease`'],
  ["WHERE table_schema = '{data}'", "WHERE table_schema = 'shop'"],
  ['`{stage}`.a JOIN `{archive}`.a', '`shop_stage`.a JOIN `shop_archive`.a'],
])('%s is %s there, and back', (text, there) => {
  expect(inDatabases(text, SHOP)).toBe(there);
  expect(withRoles(there, SHOP)).toBe(text);
});

it('leaves alone what only looks like a place or like the name of a database', () => {
  const text = `JSON '{"data": 1}', '{other}', shop, 'a shop', \`shop_other\`, 'shop_meta\``;
  expect(inDatabases(text, SHOP)).toBe(text);
  expect(withRoles(text, SHOP)).toBe(text);
});
