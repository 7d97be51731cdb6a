import { expect, it } from 'vitest';
import { assignments, literal } from './set-settings.ts';

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

it('each setting knows the value that it had, or that it had the default', () => {
  const before = '[mariadbd]\nmax_connections = 100\nmax_allowed_packet = 64M\n';
  const after = '[mariadbd]\nmax_connections = 200\nmax_allowed_packet = 64M\nlong_query_time = 0.5\n';
  expect(assignments(before, after)).toEqual([
    { name: 'long_query_time', wanted: '0.5', before: 'DEFAULT' },
    { name: 'max_connections', wanted: '200', before: '100' },
  ]);
});
