import { expect, it } from 'vitest';
import { databasesOf } from '../../infra/config/databases.ts';
import { parseGrantLine } from '../../infra/mariadb/accounts/right.ts';
import { databaseCell, isElsewhere, serverCell } from './matrix-cells.ts';

const rights = (...grants: string[]) => grants.flatMap((grant) => parseGrantLine(`GRANT ${grant} TO \`x\``));

it.each([
  [['USAGE ON *.*'], '-'],
  [['PROCESS, SUPER ON *.*'], 'process, super'],
  [['ALL PRIVILEGES ON *.*'], 'all'],
  [['SELECT ON `shop`.*'], '-'],
])('on the server: %s is %s', (grants, cell) => expect(serverCell(rights(...grants))).toBe(cell));

it.each([
  [['PROCESS ON *.*'], '-'],
  [['SELECT, INSERT, DROP ON `my\\_shop`.*'], 'read, write, change'],
  [['SELECT ON `my\\_sh%`.*'], 'read'],
  [['SELECT ON `myxshop`.*'], '-'],
  [['ALL PRIVILEGES ON `my\\_shop%`.*'], 'all'],
  [
    ['SELECT ON `my_shop`.`a`', 'SELECT, UPDATE ON `my_shop`.`b`', 'EXECUTE ON FUNCTION `my_shop`.`f`'],
    'read 2, write 1, run 1',
  ],
  [['SELECT (`id`) ON `my_shop`.`a`'], 'read 1'],
  [['SELECT ON `my_shop`.*', 'SELECT ON `my_shop`.`a`'], 'read'],
])('in a database: %s is %s', (grants, cell) =>
  expect(databaseCell(rights(...grants), 'my_shop')).toBe(cell),
);

it('elsewhere is neither the server nor a database of the environment', () => {
  const places = rights('PROCESS ON *.*', 'SELECT ON `my\\_shop\\_meta`.*', 'SELECT ON `mysql`.`db`');
  expect(places.map(({ place }) => isElsewhere(place, databasesOf('my_shop')))).toEqual([false, false, true]);
});
