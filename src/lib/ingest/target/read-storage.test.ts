import { expect, it } from 'vitest';
import { tablesIn } from './read-storage.ts';

it('finds the tables of a view as the server writes it down', () => {
  const definition =
    'select `a`.`t`.`c` AS `c`,`x`.`d` AS `d` from ((`a`.`t` join `b`.`u``v` `x` on(`x`.`d` = `a`.`t`.`c`)) ' +
    "left join `a`.`w` on(1)) where `x`.`d` in (select `k`.`d` from `a`.`k` where `k`.`d` <> 'join ')";
  expect(tablesIn(definition).map(({ database, table }) => `${database}.${table}`)).toEqual([
    'a.t',
    'b.u`v',
    'a.w',
    'a.k',
  ]);
});
