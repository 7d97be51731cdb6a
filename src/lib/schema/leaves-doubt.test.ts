import { describe, expect, it } from 'vitest';
import { isInDoubt, mayHalfApply } from './leaves-doubt.ts';
import type { LedgerStatement, MigrationStatement } from './migration.ts';
import { classifyStatement } from './script/classify-statement.ts';

describe('a statement that the server refused may have taken effect in part', () => {
  it.each([
    'DROP TABLE a, b',
    'RENAME TABLE a TO b, c TO d',
    'CALL p()',
    'DO f()',
    'TRUNCATE a',
    'CREATE OR REPLACE TABLE a (id INT)',
    'CREATE USER a, b',
  ])('%s', (text) => expect(mayHalfApply(classifyStatement(text))).toBe(true));

  it.each([
    'CREATE TABLE a (id INT)',
    'ALTER TABLE a ADD b INT',
    'DROP TABLE IF EXISTS a, b',
    'INSERT INTO a VALUES (1)',
    'SET SESSION x = 1',
    'GRANT SELECT ON a TO b, c',
  ])('but not %s', (text) => expect(mayHalfApply(classifyStatement(text))).toBe(false));
});

describe('the ledger leaves in doubt', () => {
  const statement = (text: string): MigrationStatement => ({
    stepNo: 1,
    text,
    checksum: text,
    location: { file: 'a.sql', line: 1, column: 1 },
    kind: classifyStatement(text),
  });
  const row = (checksum: string, parts: Partial<LedgerStatement>): LedgerStatement => ({
    stepNo: 1,
    checksum,
    kind: 'ddl',
    state: 'failed',
    error: null,
    beforeFingerprint: null,
    server: 'db1 (127.0.0.1:3306)',
    connectionId: '1',
    ...parts,
  });
  const two = 'table a 1\ntable b absent';

  it.each<[string, LedgerStatement | undefined, boolean]>([
    ['CREATE TABLE a (id INT)', undefined, false],
    ['CREATE TABLE a (id INT)', row('', { state: 'started' }), true],
    ['CREATE TABLE a (id INT)', row('', { beforeFingerprint: 'table a absent' }), false],
    // Of an earlier version, which recorded every refusal as a failure without effect.
    ['DROP TABLE a, b', row('DROP TABLE a, b', { beforeFingerprint: two }), true],
    ['DROP TABLE b', row('DROP TABLE a, b', { beforeFingerprint: two }), true],
    ['CALL p()', row('CALL p()', { kind: 'unknown' }), true],
    ['CREATE TABLE a (id INT)', row('CALL p()', { kind: 'unknown' }), true],
    // Nothing had changed when it failed.
    ['DROP TABLE a, b', row('DROP TABLE a, b', {}), false],
    ['INSERT INTO a VALUES (1)', row('INSERT INTO a VALUES (1)', { kind: 'dml' }), false],
  ])('%s with the row %j: %s', (text, recorded, doubt) =>
    expect(isInDoubt(statement(text), recorded)).toBe(doubt),
  );
});
