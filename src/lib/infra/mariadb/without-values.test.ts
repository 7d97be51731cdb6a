import { expect, it } from 'vitest';
import { withoutValues } from './without-values.ts';

it.each([
  [1062, "Duplicate entry 'it's for key 'x' for key 'PRIMARY'", "Duplicate entry ? for key 'PRIMARY'"],
  [
    1366,
    "Incorrect integer value: 'abc' for column `d`.`t`.`n` at row 1",
    'Incorrect integer value: ? for column `d`.`t`.`n` at row 1',
  ],
  [1064, "You have an error near 'a = 'b' AND 'c'' at line 1", 'You have an error near ? at line 1'],
  [1146, "Table 'shop.orders' doesn't exist", "Table 'shop.orders' doesn't exist"],
  [1213, 'Deadlock found when trying to get lock', 'Deadlock found when trying to get lock'],
])('error %d: %s', (errno, message, expected) => {
  expect(withoutValues(errno, message)).toBe(expected);
});
