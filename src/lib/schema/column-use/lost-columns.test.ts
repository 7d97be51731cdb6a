import { describe, expect, it } from 'vitest';
import { lostColumns } from './lost-columns.ts';

describe('lostColumns', () => {
  it.each([
    ['ALTER TABLE t DROP COLUMN a', ['a']],
    ['ALTER TABLE t DROP a', ['a']],
    ['ALTER ONLINE TABLE IF EXISTS t WAIT 5 DROP COLUMN IF EXISTS `a``b`, ADD c INT, DROP d', ['a`b', 'd']],
    ['ALTER TABLE t RENAME COLUMN a TO b', ['a']],
    ['ALTER TABLE t CHANGE a b INT, CHANGE COLUMN c c BIGINT', ['a']],
    ['alter table t add x decimal(3, 2), drop a', ['a']],
  ])('%s loses %j', (text, columns) => {
    expect(lostColumns(text)).toEqual({ schema: undefined, table: 't', columns });
  });

  it.each([
    'ALTER TABLE t DROP INDEX a, DROP KEY b, DROP PRIMARY KEY, DROP FOREIGN KEY f, DROP CONSTRAINT c, DROP PARTITION p',
    'ALTER TABLE t MODIFY a BIGINT, RENAME INDEX a TO b, RENAME TO u',
    "ALTER TABLE t ADD COLUMN a VARCHAR(20) DEFAULT ', DROP b'",
    'ALTER VIEW v AS SELECT 1',
    'DROP TABLE t',
    'SELECT 1',
    '',
  ])('%s loses none', (text) => {
    expect(lostColumns(text)).toBeUndefined();
  });

  it('keeps the database that is named', () => {
    expect(lostColumns('ALTER TABLE shop.t DROP a')).toMatchObject({ schema: 'shop', table: 't' });
  });
});
