import { describe, expect, it } from 'vitest';
import { splitScript } from '../script/split-script.ts';
import { renderSql } from './render-sql.ts';

const of = (sql: string, database = 'shop') => ({ step: '1', place: '0001_tables.sql:2', database, sql });

describe('the SQL of a plan', () => {
  it('names the database once, and the place of every statement', () => {
    expect(
      renderSql([of('CREATE TABLE a (id INT)'), of('CREATE TABLE b (id INT)'), of('DROP VIEW v', 'meta')]),
    ).toBe(`USE \`shop\`;
-- 0001_tables.sql:2
CREATE TABLE a (id INT);

-- 0001_tables.sql:2
CREATE TABLE b (id INT);

USE \`meta\`;
-- 0001_tables.sql:2
DROP VIEW v;`);
  });

  it('can be read back by the client, also where a body holds semicolons or a delimiter', () => {
    const bodies = [
      'CREATE PROCEDURE p() BEGIN SELECT 1; SELECT 2; END',
      "CREATE PROCEDURE p() BEGIN SELECT '//'; END",
      "CREATE PROCEDURE p() BEGIN SELECT '// $$'; END",
    ];
    const read = splitScript(renderSql(bodies.map((body) => of(body))), 'plan.sql');
    expect(read.map(({ text }) => text)).toEqual(['USE `shop`', ...bodies]);
  });
});
