import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { randomScript } from '../../../../test/support/random-script.ts';
import { seededRandom } from '../../../../test/support/random.ts';
import { classifyStatement } from './classify-statement.ts';
import { tokenize } from '../../core/sql/tokenize.ts';

/** `ddl+ table a, index s.t.i`: the class, `+` where it may run again, and the objects. */
function summaryOf(text: string): string {
  const { class: kind, rerunnable, objects } = classifyStatement(text);
  const names = objects.map(({ type, schema, on, name }) => {
    return `${type} ${[schema, on, name].filter((part) => part !== undefined).join('.')}`;
  });
  return `${kind}${rerunnable ? '+' : ''} ${names.join(', ')}`.trim();
}

const cases = (table: Readonly<Record<string, string>>) => Object.entries(table);

/** In milliseconds. */
function durationOf(work: () => unknown): number {
  const before = performance.now();
  work();
  return performance.now() - before;
}

describe('classifyStatement', () => {
  it.each(
    cases({
      'CREATE TABLE a (b INT)': 'ddl table a',
      'create table if not exists `s` . `a``b` (b INT)': 'ddl+ table s.a`b',
      'CREATE TABLE a LIKE b': 'ddl table a',
      'CREATE TABLE a (b INT) PARTITION BY LIST (b) (PARTITION p VALUES IN (1))': 'ddl table a',
      "-- it's\n/* c */ # d\nCREATE /* e */ TABLE a (b INT)": 'ddl table a',
      '/*!50003 CREATE */ /*M!100100 TABLE a (b INT) */': 'ddl table a',
      'CREATE TABLE a (`select` INT, d INT DEFAULT (1))': 'ddl table a',
      'CREATE TABLE 2024_orders (b INT)': 'ddl table 2024_orders',
      'CREATE TEMPORARY TABLE a (b INT)': 'ddl+',
      'CREATE UNIQUE INDEX i ON t (a)': 'ddl index t.i',
      'CREATE INDEX IF NOT EXISTS i USING BTREE ON s.t (a)': 'ddl+ index s.t.i',
      'CREATE OR REPLACE INDEX i ON t (a)': 'ddl+ index t.i',
      'CREATE DATABASE d': 'ddl database d',
      'CREATE SCHEMA IF NOT EXISTS d': 'ddl+ database d',
      'CREATE SEQUENCE s START 1': 'ddl sequence s',
      'CREATE OR REPLACE ALGORITHM = MERGE DEFINER = `a`@`b` SQL SECURITY INVOKER VIEW v AS SELECT 1':
        'ddl+ view v',
      "CREATE DEFINER='a b'@'%' TRIGGER IF NOT EXISTS s.t BEFORE INSERT ON x FOR EACH ROW SET @a = 1":
        'ddl+ trigger s.t',
      'CREATE DEFINER=a@localhost PROCEDURE p() BEGIN END': 'ddl procedure p',
      'CREATE DEFINER = a@10.0.0.1 PROCEDURE p() BEGIN END': 'ddl procedure p',
      'CREATE DEFINER=CURRENT_USER() EVENT e ON SCHEDULE EVERY 1 DAY DO SELECT 1': 'ddl event e',
      'CREATE DEFINER=CURRENT_ROLE FUNCTION f() RETURNS INT RETURN 1': 'ddl function f',
      'CREATE AGGREGATE FUNCTION f(x INT) RETURNS INT BEGIN END': 'ddl function f',
    }),
  )('%j makes: %s', (text, summary) => {
    expect(summaryOf(text)).toBe(summary);
  });

  it.each(
    cases({
      'DROP TABLE a, `b`.c, d CASCADE': 'ddl table a, table b.c, table d',
      'DROP TABLE IF EXISTS a': 'ddl+ table a',
      'DROP VIEW a, b': 'ddl view a, view b',
      'DROP TEMPORARY TABLE IF EXISTS a': 'ddl+',
      'DROP TEMPORARY TABLE a': 'unknown',
      'DROP INDEX IF EXISTS i ON s.t': 'ddl+ index s.t.i',
      'DROP DATABASE d': 'ddl database d',
      'DROP PROCEDURE IF EXISTS s.p': 'ddl+ procedure s.p',
      'RENAME TABLE a TO b, s.c WAIT 5 TO s.d': 'ddl table a, table b, table s.c, table s.d',
      'RENAME TABLE IF EXISTS a TO b': 'ddl+ table a, table b',
      'RENAME TABLE a TO x, b TO a, x TO b': 'unknown table a, table x, table b, table a, table x, table b',
    }),
  )('%j drops or renames: %s', (text, summary) => {
    expect(summaryOf(text)).toBe(summary);
  });

  it.each(
    cases({
      'ALTER TABLE a ADD COLUMN b INT': 'ddl table a',
      // Running it again would fail: the IF EXISTS is the table's.
      'ALTER ONLINE IGNORE TABLE IF EXISTS s.a ADD b INT': 'ddl table s.a',
      'ALTER TABLE a RENAME TO b': 'ddl table a, table b',
      "ALTER TABLE a ADD b ENUM('x', 'y'), RENAME s.b": 'ddl table a, table s.b',
      'ALTER TABLE a RENAME COLUMN b TO c, RENAME INDEX i TO j, RENAME KEY k TO l': 'ddl table a',
      'ALTER TABLE a DROP PARTITION p1, p2': 'ddl table a',
      'ALTER TABLE a CONVERT PARTITION p TO TABLE b': 'ddl table a, table b',
      'ALTER TABLE a CONVERT TABLE b TO PARTITION p VALUES LESS THAN (5)': 'ddl table a, table b',
      'ALTER TABLE a CONVERT TO CHARACTER SET utf8mb4': 'ddl table a',
      'ALTER TABLE a TRUNCATE PARTITION p': 'unknown table a',
      'ALTER TABLE a EXCHANGE PARTITION p WITH TABLE b': 'unknown table a',
      'ALTER TABLE a DISCARD TABLESPACE': 'unknown table a',
      'ALTER TABLE a IMPORT PARTITION p TABLESPACE': 'unknown table a',
      'ALTER TABLE a WAIT 5 TRUNCATE PARTITION p': 'unknown table a',
      'ALTER TABLE a NOWAIT RENAME b': 'ddl table a, table b',
      'ALTER DATABASE CHARACTER SET utf8mb4': 'ddl+',
      'ALTER SCHEMA d COLLATE utf8mb4_bin': 'ddl+ database d',
      "ALTER DEFINER=a@'%' SQL SECURITY DEFINER VIEW v AS SELECT 1": 'ddl+ view v',
      'ALTER DEFINER=a EVENT e DISABLE': 'ddl event e',
      'ALTER EVENT e ON COMPLETION PRESERVE RENAME TO s.f': 'ddl event e, event s.f',
      'ALTER SEQUENCE s MAXVALUE 5': 'ddl sequence s',
      'ALTER SEQUENCE IF EXISTS s RESTART 5': 'unknown sequence s',
      'ALTER PROCEDURE p SQL SECURITY INVOKER': 'ddl+ procedure p',
      'ANALYZE TABLE a, b': 'ddl+ table a, table b',
      'ANALYZE LOCAL TABLE a': 'ddl+ table a',
      'OPTIMIZE NO_WRITE_TO_BINLOG TABLE a': 'ddl+ table a',
      'CHECK VIEW v': 'ddl+ view v',
      'REPAIR TABLE a': 'ddl+ table a',
      'SET STATEMENT lock_wait_timeout = 1, max_statement_time = 2 FOR ALTER TABLE a ADD b INT':
        'ddl table a',
    }),
  )('%j alters or looks after: %s', (text, summary) => {
    expect(summaryOf(text)).toBe(summary);
  });

  it.each(
    cases({
      'INSERT INTO a VALUES (1)': 'dml',
      "/*!40000 REPLACE */ INTO a SELECT 'DROP TABLE b'": 'dml',
      'UPDATE a SET b = 1': 'dml',
      'DELETE a FROM a JOIN b': 'dml',
      "LOAD DATA LOCAL INFILE 'x' INTO TABLE a": 'dml',
      'WITH a AS (SELECT 1) DELETE FROM b': 'dml',
      'ANALYZE FORMAT=JSON UPDATE a SET b = 1': 'dml',
      'SELECT 1': 'query+',
      '((SELECT 1) UNION (SELECT 2))': 'query+',
      'WITH RECURSIVE a (update_no) AS (SELECT 1 UNION SELECT 2) SELECT * FROM a': 'query+',
      'EXPLAIN DELETE FROM a': 'query+',
      'ANALYZE SELECT 1': 'query+',
      'SHOW CREATE TABLE a': 'query+',
      'SELECT MAX(id) INTO @a FROM b': 'session+',
      'SET NAMES utf8mb4': 'session+',
      'USE d': 'session+',
      'GRANT SELECT ON a.* TO b': 'account+',
      'REVOKE ALL ON *.* FROM b': 'account',
      'CREATE USER a': 'account',
      'CREATE OR REPLACE USER a': 'account+',
      'CREATE ROLE IF NOT EXISTS a': 'account+',
      'ALTER USER a ACCOUNT LOCK': 'account+',
      'DROP USER IF EXISTS a': 'account+',
      'RENAME USER a TO b': 'account',
      "SET PASSWORD FOR a = PASSWORD('x')": 'account+',
    }),
  )('%j is %s', (text, summary) => {
    expect(summaryOf(text)).toBe(summary);
  });

  it.each(
    cases({
      'CREATE OR REPLACE TABLE a (b INT)': 'unknown table a',
      'CREATE OR REPLACE SEQUENCE s': 'unknown sequence s',
      'CREATE OR REPLACE DATABASE d': 'unknown database d',
      'CREATE TABLE a AS SELECT 1': 'unknown table a',
      'CREATE TABLE a AS (VALUES (1))': 'unknown table a',
      'CREATE TABLE a (b INT) VALUES (1)': 'unknown table a',
      'CREATE TABLE IF NOT EXISTS a (b INT) (SELECT 1 AS b)': 'unknown table a',
      "CREATE FUNCTION f RETURNS INT SONAME 'x.so'": 'unknown',
      'TRUNCATE TABLE s.a': 'unknown table s.a',
      'TRUNCATE a': 'unknown table a',
      "SELECT 1 INTO OUTFILE 'x'": 'unknown',
      "CREATE SERVER s FOREIGN DATA WRAPPER mysql OPTIONS (HOST 'x')": 'unknown',
      'CALL p()': 'unknown',
      'DO SLEEP(1)': 'unknown',
      'BEGIN NOT ATOMIC SELECT 1; END': 'unknown',
      'START TRANSACTION': 'unknown',
      'FLUSH TABLES': 'unknown',
      'DROP TABLE': 'unknown',
      '/* nothing */': 'unknown',
      '': 'unknown',
    }),
  )('%j leaves no trace that says whether it took effect: %s', (text, summary) => {
    expect(summaryOf(text)).toBe(summary);
  });

  it('reads the front of a long statement only', () => {
    const text = `INSERT INTO a VALUES ${'(1),'.repeat(500_000)}(1)`;
    expect(durationOf(() => classifyStatement(text))).toBeLessThan(
      durationOf(() => [...tokenize(text)]) / 10,
    );
  });

  it('reads long definitions to their end quickly', () => {
    const text = `CREATE TABLE a (b INT${', `c` VARCHAR(10) NOT NULL'.repeat(100_000)})`;
    const tokenizing = durationOf(() => [...tokenize(text)].length);
    // About twice the time of the tokens alone; it was twenty times as much.
    expect(durationOf(() => classifyStatement(text))).toBeLessThan(8 * tokenizing);
  });

  it('never fails, and always gives what a fingerprint needs', () => {
    const verb = fc.constantFrom(
      'CREATE',
      'ALTER TABLE',
      'DROP TABLE',
      'RENAME TABLE',
      'SET STATEMENT',
      'WITH',
      'ANALYZE',
    );
    const rest = fc.integer().map((seed) => randomScript(seededRandom(seed)).script);
    fc.assert(
      fc.property(verb, fc.oneof(rest, fc.string({ unit: 'binary' })), (verb, rest) => {
        const { class: kind, objects, rerunnable } = classifyStatement(`${verb} ${rest}`);
        expect(kind !== 'ddl' || rerunnable || objects.length > 0).toBe(true);
        expect(objects.every(({ type, on }) => type !== 'index' || on !== undefined)).toBe(true);
      }),
      { numRuns: 300 },
    );
  });
});
