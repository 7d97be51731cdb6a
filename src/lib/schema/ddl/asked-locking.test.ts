import { expect, it } from 'vitest';
import { askedLocking } from './asked-locking.ts';

it.each([
  ['ALTER TABLE t ADD COLUMN a INT', 't', 'DEFAULT', 'DEFAULT'],
  ['ALTER TABLE t ADD COLUMN a INT, ALGORITHM=INSTANT, LOCK = NONE', 't', 'INSTANT', 'NONE'],
  ['alter table t algorithm copy, lock shared, add a int', 't', 'COPY', 'SHARED'],
  ['ALTER ONLINE TABLE shop.t ADD a INT', 'shop.t', 'DEFAULT', 'NONE'],
  ["ALTER TABLE t ADD COLUMN lock INT, ADD algorithm INT COMMENT ', LOCK=NONE'", 't', 'DEFAULT', 'DEFAULT'],
  [
    'ALTER TABLE t DROP lock, DROP COLUMN IF EXISTS algorithm, MODIFY a INT AFTER lock',
    't',
    'DEFAULT',
    'DEFAULT',
  ],
  ['CREATE INDEX ix ON t (a, lock) ALGORITHM=INPLACE LOCK=SHARED', 't', 'INPLACE', 'SHARED'],
  ['CREATE UNIQUE INDEX ix ON shop.t (a)', 'shop.t', 'DEFAULT', 'DEFAULT'],
  ['DROP INDEX ix ON t LOCK=EXCLUSIVE', 't', 'DEFAULT', 'EXCLUSIVE'],
])('%s asks for ALGORITHM and LOCK', (text, table, algorithm, lock) => {
  const found = askedLocking(text);
  expect([found?.table.schema, found?.table.name].filter(Boolean).join('.')).toBe(table);
  expect(found).toMatchObject({ algorithm, lock });
});

it.each([
  'CREATE TABLE t (lock INT)',
  'ALTER VIEW v AS SELECT 1',
  'DROP TABLE t',
  'INSERT INTO t VALUES (1)',
  '',
])('%s changes no table that has rows', (text) => {
  expect(askedLocking(text)).toBeUndefined();
});
