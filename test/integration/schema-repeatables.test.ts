// @module-tag tried-once
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { PlanDocument } from '../../src/lib/core/plan-schema.ts';
import { documentOf } from '../support/aether-cli.ts';
import { sharedServer } from '../support/shared-server.ts';
import { openWorkspace, type Workspace } from '../support/workspace.ts';

// Views, routines and triggers: made again whenever their files or their definitions change.

const DATABASE = 'aethertest_repeatables';
const DEFINER = 'DEFINER = aether_definer@localhost';
const TABLES = `-- aether: database=data
CREATE TABLE piece (id INT NOT NULL PRIMARY KEY, price INT NOT NULL);
CREATE ${DEFINER} TRIGGER piece_guard BEFORE INSERT ON piece FOR EACH ROW SET NEW.price = NEW.price + 1;
`;
const CHEAP = view('cheap', 'SELECT p.id, p.price FROM piece AS p WHERE p.price < 10');
const CHEAPEST = view('a_cheapest', 'SELECT MIN(c.price) AS price FROM cheap AS c');

function view(name: string, select: string): string {
  return `-- aether: database=data\nCREATE OR REPLACE ${DEFINER} SQL SECURITY DEFINER VIEW ${name} AS ${select};\n`;
}

let shop: Workspace;

beforeAll(async () => {
  shop = await openWorkspace({ server: sharedServer(), database: DATABASE });
});

beforeEach(async () => {
  for (const suffix of ['', '_meta', '_stage', '_archive'])
    await shop.admin.query(`DROP DATABASE IF EXISTS ${DATABASE}${suffix}`);
  await rm(join(shop.directory, 'sql'), { recursive: true, force: true });
  for (const directory of ['migrations', 'views', 'routines', 'triggers'])
    await mkdir(join(shop.directory, 'sql', directory), { recursive: true });
  await shop.write('sql/migrations/0001_tables.sql', TABLES);
  await shop.write('sql/views/cheap.sql', CHEAP);
  await shop.write('sql/views/a_cheapest.sql', CHEAPEST);
});

afterAll(() => shop[Symbol.asyncDispose]());

const remove = (name: string) => rm(join(shop.directory, name));

const run = (verb: 'apply' | 'plan' | 'status', ...more: string[]) =>
  shop.run(['schema', verb, '--json', '--yes', '--from', 'sql/migrations', ...more]);

async function apply(...more: string[]): Promise<number> {
  const ended = await run('apply', ...more);
  expect(ended.exitCode, ended.stdout + ended.stderr).toBe(0);
  return documentOf<{ statements_run: number }>(ended).data.statements_run;
}

/** What is pending: action, subject and reason. */
async function pending() {
  const ended = await run('plan');
  expect(ended.exitCode, ended.stdout + ended.stderr).toBe(0);
  const { steps } = documentOf<PlanDocument>(ended).data.plan;
  return steps.flatMap(({ action, subject, why }) =>
    action === 'keep' ? [] : [`${action} ${subject}: ${why}`],
  );
}

async function refused(...more: string[]) {
  const ended = await run('apply', ...more);
  expect(ended.exitCode, ended.stdout).not.toBe(0);
  return documentOf<never>(ended).error?.message ?? '';
}

const objects = async () => {
  const rows = await shop.rows(
    `SELECT table_name AS name FROM information_schema.views WHERE table_schema = '${DATABASE}'
      UNION ALL SELECT trigger_name FROM information_schema.triggers WHERE trigger_schema = '${DATABASE}'
      UNION ALL SELECT routine_name FROM information_schema.routines WHERE routine_schema = '${DATABASE}' ORDER BY 1`,
  );
  return rows.map(({ name }) => String(name));
};

describe('views, routines and triggers', () => {
  it('are made after the migrations, what is named before what names it, and then kept', async () => {
    expect(await pending()).toEqual([
      'run 0001_tables.sql: null',
      'create views/cheap.sql: null',
      'create views/a_cheapest.sql: null',
    ]);
    expect(await apply()).toBe(4);
    expect(await objects()).toEqual(['a_cheapest', 'cheap', 'piece_guard']);
    expect(await apply()).toBe(0);
    expect((await run('status')).exitCode).toBe(0);
  });

  it('are replaced if their file, or what the server has, is another one than what was applied', async () => {
    await apply();
    await shop.write('sql/views/cheap.sql', CHEAP.replace('< 10', '< 20'));
    expect(await pending()).toEqual(['change views/cheap.sql: its file has changed']);
    expect((await run('status')).exitCode).toBe(1);
    expect(await apply()).toBe(1);
    await shop.admin.query(`CREATE OR REPLACE VIEW ${DATABASE}.cheap AS SELECT 1 AS id, 2 AS price`);
    await shop.admin.query(`DROP VIEW ${DATABASE}.a_cheapest`);
    expect(await pending()).toEqual([
      'change views/cheap.sql: somebody has changed it in the database',
      'create views/a_cheapest.sql: somebody has dropped it',
    ]);
    expect(await apply()).toBe(2);
    expect(await shop.rows(`SELECT * FROM ${DATABASE}.cheap`)).toEqual([]);
    expect(await apply()).toBe(0);
  });

  it('are replaced, too, if it is a function that somebody has changed', async () => {
    const create = (value: number) =>
      `CREATE OR REPLACE ${DEFINER} FUNCTION answer() RETURNS INT DETERMINISTIC NO SQL RETURN ${value}`;
    await shop.write('sql/routines/answer.sql', `-- aether: database=data\n${create(42)};\n`);
    await apply();
    expect(await pending()).toEqual([]);
    await shop.admin.query(`USE ${DATABASE}`);
    await shop.admin.query(create(41));
    expect(await pending()).toEqual(['change routines/answer.sql: somebody has changed it in the database']);
    await apply();
    expect(await shop.rows(`SELECT ${DATABASE}.answer() AS it`)).toEqual([{ it: 42 }]);
    await remove('sql/routines/answer.sql');
    expect(await pending()).toEqual(['delete function answer: its file is gone']);
    await apply();
    expect(await objects()).not.toContain('answer');
  });

  it('are dropped when their file goes, and nothing else is', async () => {
    await apply();
    await shop.admin.query(`CREATE VIEW ${DATABASE}.of_somebody AS SELECT 1 AS one`);
    await remove('sql/views/a_cheapest.sql');
    expect(await pending()).toEqual(['delete view a_cheapest: its file is gone']);
    expect(await apply()).toBe(1);
    expect(await objects()).toEqual(['cheap', 'of_somebody', 'piece_guard']);
  });

  it('are not dropped unseen if somebody has changed them', async () => {
    await apply();
    await shop.admin.query(`CREATE OR REPLACE VIEW ${DATABASE}.a_cheapest AS SELECT 1 AS one`);
    await remove('sql/views/a_cheapest.sql');
    expect(await refused()).toContain('this drops a view that somebody has changed');
    expect(await objects()).toContain('a_cheapest');
    expect(await apply('--confirm', 'test')).toBe(1);
    expect(await objects()).toEqual(['cheap', 'piece_guard']);
  });

  it('take over a trigger of a migration, which stays when the file goes', async () => {
    await apply();
    await shop.write(
      'sql/triggers/piece_guard.sql',
      `-- aether: database=data\nCREATE OR REPLACE ${DEFINER} TRIGGER piece_guard BEFORE INSERT ON piece FOR EACH ROW SET NEW.price = NEW.price + 2;\n`,
    );
    expect(await pending()).toEqual([
      'change triggers/piece_guard.sql: a migration made it; its file keeps it from now on',
    ]);
    expect(await apply()).toBe(1);
    await shop.admin.query(`INSERT INTO ${DATABASE}.piece VALUES (1, 1)`);
    expect(await shop.rows(`SELECT price FROM ${DATABASE}.piece`)).toEqual([{ price: 3 }]);
    await remove('sql/triggers/piece_guard.sql');
    await apply();
    expect(await objects()).toContain('piece_guard');
    expect(await pending()).toEqual([]);
  });

  it('keep a routine whose file is gone while a trigger that stays calls it', async () => {
    await shop.write(
      'sql/routines/more.sql',
      `-- aether: database=data\nCREATE OR REPLACE ${DEFINER} FUNCTION more() RETURNS INT DETERMINISTIC NO SQL RETURN 2;\n`,
    );
    await shop.write(
      'sql/triggers/piece_guard.sql',
      `-- aether: database=data\nCREATE OR REPLACE ${DEFINER} TRIGGER piece_guard BEFORE INSERT ON piece FOR EACH ROW SET NEW.price = NEW.price + more();\n`,
    );
    await apply();
    for (const file of ['sql/routines/more.sql', 'sql/triggers/piece_guard.sql']) await remove(file);
    await apply();
    expect(await objects()).toContain('more');
    await shop.admin.query(`INSERT INTO ${DATABASE}.piece VALUES (1, 1)`);
    expect(await shop.rows(`SELECT price FROM ${DATABASE}.piece`)).toEqual([{ price: 3 }]);
  });

  it('replace nothing of somebody else without a typed name', async () => {
    await remove('sql/views/cheap.sql');
    await remove('sql/views/a_cheapest.sql');
    await apply();
    await shop.admin.query(`CREATE VIEW ${DATABASE}.cheap AS SELECT 1 AS one`);
    await shop.write('sql/views/cheap.sql', CHEAP);
    expect(await pending()).toEqual(['change views/cheap.sql: aether did not make it']);
    expect(await refused()).toContain('this replaces a view that aether did not make');
    expect(await apply('--confirm', 'test')).toBe(1);
  });

  it('are finished by the next run if one was killed while it made them', async () => {
    await apply();
    const started = `UPDATE ${DATABASE}_meta.repeatable SET state = 'started', definition = NULL WHERE name = 'cheap'`;
    await shop.admin.query(started);
    expect(await pending()).toEqual(['change views/cheap.sql: an earlier run stopped while it made it']);
    expect(await apply()).toBe(1);
    // Killed before the statement of the first time.
    await shop.admin.query(started);
    await shop.admin.query(`DROP VIEW ${DATABASE}.cheap`);
    expect(await apply()).toBe(1);
    expect(await objects()).toContain('cheap');
  });

  it('come back with a table that a migration makes again', async () => {
    await shop.write(
      'sql/triggers/piece_mark.sql',
      `-- aether: database=data\nCREATE OR REPLACE ${DEFINER} TRIGGER piece_mark AFTER INSERT ON piece FOR EACH ROW SET @mark = NEW.id;\n`,
    );
    await apply();
    await shop.write(
      'sql/migrations/0002_again.sql',
      '-- aether: database=data\nDROP TABLE piece;\nCREATE TABLE piece (id INT NOT NULL PRIMARY KEY, price INT NOT NULL);\n',
    );
    expect(await apply('--confirm', 'test')).toBe(3);
    expect(await objects()).toEqual(['a_cheapest', 'cheap', 'piece_mark']);
    expect(await pending()).toEqual([]);
  });
});

describe('a migration that drops or renames a column', () => {
  const drop = 'ALTER TABLE piece RENAME COLUMN price TO cost;';
  const migrate = (...statements: string[]) =>
    shop.write('sql/migrations/0002_change.sql', `-- aether: database=data\n${statements.join('\n')}\n`);

  it('is refused while a view, a trigger or a routine names it, and nothing is run', async () => {
    await apply();
    await migrate('CREATE TABLE other (id INT NOT NULL PRIMARY KEY);', drop);
    expect(await refused()).toBe(
      `sql/migrations/0002_change.sql:3:1: the column price is named by ${DATABASE} view cheap, which would fail from then on`,
    );
    expect(await shop.rows(`SHOW TABLES FROM ${DATABASE} LIKE 'other'`)).toEqual([]);
    await remove('sql/migrations/0002_change.sql');
    await remove('sql/views/cheap.sql');
    await remove('sql/views/a_cheapest.sql');
    await apply();
    await migrate(drop);
    expect(await refused()).toContain(`is named by ${DATABASE} trigger piece_guard`);
    await shop.admin.query(
      `CREATE ${DEFINER} FUNCTION ${DATABASE}.dearest() RETURNS INT READS SQL DATA RETURN (SELECT MAX(price) FROM piece)`,
    );
    await migrate('DROP TRIGGER piece_guard;', drop);
    expect(await refused()).toContain(`is named by ${DATABASE} function dearest`);
    await shop.admin.query(`DROP FUNCTION ${DATABASE}.dearest`);
    expect(await apply()).toBe(2);
  });

  it('runs if they name another column, or another table', async () => {
    await shop.write(
      'sql/migrations/0001_tables.sql',
      TABLES.replace('price INT NOT NULL', 'price INT NOT NULL, note INT'),
    );
    await apply();
    await migrate('ALTER TABLE piece DROP COLUMN note;');
    expect(await apply('--confirm', 'test')).toBe(1);
  });
});

describe('a file of a view, a routine or a trigger', () => {
  it.each([
    [
      'of another name',
      view('other', 'SELECT 1 AS one'),
      '/cheap.sql:2:1: makes other: call the file other.sql',
    ],
    ['that is empty', '-- aether: database=data\n', 'cheap.sql:1:1: has no statement'],
    ['with two statements', `${CHEAP}SELECT 1;\n`, 'cheap.sql:3:1: has a second statement'],
    [
      'that makes something else',
      '-- aether: database=data\nCREATE TABLE cheap (id INT);\n',
      'is not a CREATE OR REPLACE of a view',
    ],
    [
      'that names a database',
      view('cheap', 'SELECT 1').replace('VIEW cheap', 'VIEW shop.cheap'),
      'without a database before its name',
    ],
    [
      'with another definer',
      CHEAP.replace('aether_definer@localhost', 'root@localhost'),
      'DEFINER = aether_definer@localhost',
    ],
    ['that does not replace', CHEAP.replace(' OR REPLACE', ''), 'does not begin with CREATE OR REPLACE'],
    ['that names no database to run in', CHEAP.split('\n')[1]!, 'no line "-- aether: database=…"'],
    [
      'that the server refuses',
      view('cheap', 'SELECT q.id FROM nothing AS q'),
      'sql/views/cheap.sql:2:1: the server refuses the statement',
    ],
  ])('%s is refused with its place', async (_what, content, message) => {
    await shop.write('sql/views/cheap.sql', content);
    await remove('sql/views/a_cheapest.sql');
    expect(await refused()).toContain(message);
  });

  it('is refused if two name one another', async () => {
    await shop.write('sql/views/cheap.sql', view('cheap', 'SELECT price FROM a_cheapest'));
    expect(await refused()).toContain('none of these can be made first');
    expect(await objects()).toEqual([]);
  });
});
