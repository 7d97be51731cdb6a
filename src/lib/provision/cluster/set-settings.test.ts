import { expect, it } from 'vitest';
import { literal } from './set-settings.ts';

it.each([
  ['64M', '67108864'],
  ['1g', '1073741824'],
  ['0.5', '0.5'],
  ['200', '200'],
  ['OFF', "'OFF'"],
  ['query_plan,innodb', "'query_plan,innodb'"],
  ["/var/log/it's", "'/var/log/it''s'"],
])('%s of an option file is %s in SQL', (value, sql) => {
  expect(literal(value)).toBe(sql);
});
