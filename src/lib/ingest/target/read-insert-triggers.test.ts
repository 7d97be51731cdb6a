import { expect, it } from 'vitest';
import { assignedColumns } from './read-insert-triggers.ts';

it.each([
  ['SET NEW.price = 1', ['price']],
  ['BEGIN SET new.`odd``name` := 2, NEW . Total=3; END', ['odd`name', 'total']],
  ["IF NEW.code > 'P' THEN SIGNAL SQLSTATE '45000'; END IF", []],
])('finds the columns that a trigger assigns: %s', (body, columns) => {
  expect(assignedColumns(body)).toEqual(columns);
});
