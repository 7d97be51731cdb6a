import { expect, it } from 'vitest';
import { tablesRead } from './tables-read.ts';

it.each([
  ['s.category IS NULL', []],
  ['NOT EXISTS (SELECT 1 FROM category AS c WHERE c.category_no = s.category)', ['category']],
  [
    'SELECT s.a, s.b FROM {{f}} AS s JOIN `order_ref` r USING (no) LEFT JOIN shop.channel c ON c.a = r.a',
    ['order_ref', 'channel'],
  ],
  [
    'SELECT a, b FROM t AS x, u, (SELECT p, q FROM v, w WHERE p IN (1, 2)) AS y WHERE (a, b) = (1, 2)',
    ['t', 'u', 'v', 'w'],
  ],
  [
    'SELECT 1 FROM (a JOIN b ON a.x = b.x, c) WHERE x IN (SELECT x FROM d UNION SELECT y FROM e) ORDER BY f, g',
    ['a', 'b', 'c', 'd', 'e'],
  ],
  ["SELECT 'FROM x' /* FROM y */ FROM z -- FROM q\n", ['z']],
  ['SELECT COALESCE(a, b), EXTRACT(YEAR FROM s.day) FROM t WHERE f(a, b)', ['t']],
  ['', []],
])('the tables read by: %s', (sql, tables) => {
  expect([...tablesRead(sql)].toSorted()).toEqual(tables.toSorted());
});
