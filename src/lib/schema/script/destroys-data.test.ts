import { expect, it } from 'vitest';
import { destroysData } from './destroys-data.ts';

it.each([
  'DROP TABLE a',
  'drop /* c */ table if exists a, b',
  'DROP DATABASE shop',
  'DROP SEQUENCE s',
  'TRUNCATE a',
  'TRUNCATE TABLE a',
  'DELETE FROM a WHERE id = 1',
  'WITH old AS (SELECT 1) DELETE FROM a',
  'CREATE OR REPLACE TABLE a (id INT)',
  'ALTER TABLE a DROP b',
  'ALTER TABLE a ADD c INT, DROP COLUMN b',
  'ALTER TABLE a DROP COLUMN IF EXISTS b',
  'ALTER TABLE a DROP PARTITION p1',
  'ALTER TABLE a TRUNCATE PARTITION p1',
  'ALTER TABLE a DISCARD TABLESPACE',
  'SET STATEMENT lock_wait_timeout=1 FOR DROP TABLE a',
  'ANALYZE FORMAT=JSON DELETE FROM a',
  'CALL anything()',
  'BEGIN NOT ATOMIC DROP TABLE a; END',
])('%s: data are lost', (text) => expect(destroysData(text)).toBe(true));

it.each([
  'CREATE TABLE a (id INT, drop_at DATE)',
  'CREATE TABLE b SELECT * FROM a',
  'DROP VIEW v',
  'DROP TRIGGER t',
  'DROP INDEX i ON a',
  'DROP TEMPORARY TABLE a',
  'CREATE OR REPLACE VIEW v AS SELECT 1',
  'ALTER TABLE a ADD COLUMN c INT, DROP INDEX i, DROP PRIMARY KEY, DROP FOREIGN KEY f',
  'ALTER TABLE a ALTER COLUMN b DROP DEFAULT',
  "ALTER TABLE a COMMENT 'DROP b'",
  'ALTER TABLE a EXCHANGE PARTITION p1 WITH TABLE b',
  'RENAME TABLE a TO b',
  'INSERT INTO a VALUES (1)',
  'UPDATE a SET b = 1',
  'SET SESSION x = 1',
  'SELECT 1',
])('%s: no data are lost', (text) => expect(destroysData(text)).toBe(false));
