import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { documentOf } from '../support/aether-cli.ts';
import { sharedServer } from '../support/shared-server.ts';
import { openWorkspace, type Workspace } from '../support/workspace.ts';

// What cannot be rolled back would stay after a failed load, and be loaded twice.

const DATABASE = 'aethertest_engines';

const FILE = 'columns: [{ name: id, type: integer }, { name: name, type: text, max_chars: 20 }]';
const SOURCES = {
  into: (target: string) => `
source: parts
title: parts
files: { parts: { match: parts.csv, into: ${target}, ${FILE} } }
`,
  upsert: (target: string) => `
source: parts
title: parts
files: { parts: { match: parts.csv, ${FILE} } }
steps: [{ upsert: ${target}, file: parts, key: [id], select: 'SELECT s.id, s.name FROM {{parts}} AS s' }]
`,
};

let shop: Workspace;

beforeAll(async () => {
  shop = await openWorkspace({
    server: sharedServer(),
    database: DATABASE,
  });
  await shop.applySchema();
  await shop.write('parts.csv', 'id,name\n1,one\n2,two\n');
});

afterAll(() => shop[Symbol.asyncDispose]());

beforeEach(async () => {
  for (const object of ['VIEW IF EXISTS v, w', 'SEQUENCE IF EXISTS s', 'TABLE IF EXISTS t, u'])
    await shop.admin.query(`DROP ${object.replaceAll(/\b[a-z]\b/g, `${DATABASE}.$&`)}`);
});

const create = (table: string, rest: string, columns = 'id INT NOT NULL, name VARCHAR(20) NOT NULL') =>
  shop.admin.query(`CREATE TABLE ${DATABASE}.${table} (${columns}) ${rest}`);

async function ingest(way: keyof typeof SOURCES, target: string, ...more: string[]) {
  await shop.write('parts.yaml', SOURCES[way](target));
  const ended = await shop.run(['ingest', './parts.yaml', '--from', '.', '--json', ...more]);
  return { exitCode: ended.exitCode, error: documentOf(ended).error };
}

/** Nothing of the file is loaded or staged, and the ledger does not know it. */
async function expectUntouched(): Promise<void> {
  expect(await shop.rows(`SELECT * FROM ${DATABASE}_meta.ingest_file`)).toEqual([]);
  const staged = `SELECT table_name FROM information_schema.tables WHERE table_schema = '${DATABASE}_stage'`;
  expect(await shop.rows(staged)).toEqual([]);
}

describe.each(['into', 'upsert'] as const)('a target of "%s" that cannot roll back', (way) => {
  const engines = way === 'into' ? ['MyISAM', 'MEMORY', 'CSV', 'MRG_MyISAM'] : ['Aria'];
  it.each(engines)('is refused before the first byte: %s', async (engine) => {
    await create('t', `ENGINE=${engine}`);
    const { exitCode, error } = await ingest(way, 't');
    expect(exitCode).toBe(2);
    expect(error?.code).toBe('TARGET_CANNOT_ROLL_BACK');
    expect(error?.message).toContain(`${DATABASE}.t uses the engine ${engine}`);
    expect(error?.hint).toContain(`ALTER TABLE \`${DATABASE}\`.\`t\` ENGINE=InnoDB`);
    await expectUntouched();
  });

  it('is refused by a dry run too, also if its partitions have such an engine', async () => {
    await create('t', 'ENGINE=Aria PARTITION BY HASH (id) PARTITIONS 2');
    expect(await ingest(way, 't', '--dry-run')).toMatchObject({ error: { code: 'TARGET_CANNOT_ROLL_BACK' } });
  });

  it('is refused if it is a view that reads such a table, through another view and beside a good one', async () => {
    await create('t', 'ENGINE=Aria');
    await create('u', 'ENGINE=InnoDB', 'id2 INT NOT NULL');
    await shop.admin.query(`CREATE VIEW ${DATABASE}.w AS SELECT id AS i, name AS n FROM ${DATABASE}.t`);
    await shop.admin.query(
      `CREATE VIEW ${DATABASE}.v AS SELECT x.i AS id, x.n AS name FROM ${DATABASE}.u JOIN ${DATABASE}.w AS x ON id2 = x.i`,
    );
    const { error } = await ingest(way, 'v');
    expect(error?.message).toContain(`${DATABASE}.v is a view of ${DATABASE}.t, which uses the engine Aria`);
    expect(error?.hint).toContain(`ALTER TABLE \`${DATABASE}\`.\`t\` ENGINE=InnoDB`);
    await expectUntouched();
  });

  it('is refused if it is a sequence', async () => {
    await shop.admin.query(`CREATE SEQUENCE ${DATABASE}.s`);
    const { error } = await ingest(way, 's');
    expect(error).toMatchObject({ code: 'TARGET_CANNOT_ROLL_BACK' });
    expect(error?.message).toContain('is a sequence');
  });
});

describe.each(['into', 'upsert'] as const)('a target of "%s" that can roll back', (way) => {
  const expectLoaded = async (table: string) =>
    expect(await shop.rows(`SELECT id, name FROM ${DATABASE}.${table} ORDER BY id`)).toEqual([
      { id: 1, name: 'one' },
      { id: 2, name: 'two' },
    ]);

  beforeEach(async () => {
    await shop.admin.query('SET SESSION foreign_key_checks = 0');
    for (const table of ['reject', 'rule_count', 'chunk', 'transform', 'file'])
      await shop.admin.query(`TRUNCATE TABLE ${DATABASE}_meta.ingest_${table}`);
    await shop.admin.query('SET SESSION foreign_key_checks = 1');
  });

  it('is loaded: with partitions, and with versions of the system', async () => {
    await create(
      't',
      'ENGINE=InnoDB WITH SYSTEM VERSIONING PARTITION BY SYSTEM_TIME (PARTITION h HISTORY, PARTITION c CURRENT)',
    );
    expect(await ingest(way, 't')).toMatchObject({ exitCode: 0, error: undefined });
    await expectLoaded('t');
  });

  it('is loaded through a view', async () => {
    await create('t', 'ENGINE=InnoDB');
    await shop.admin.query(`CREATE VIEW ${DATABASE}.v AS SELECT id, name FROM ${DATABASE}.t`);
    expect(await ingest(way, 'v')).toMatchObject({ exitCode: 0 });
    await expectLoaded('t');
  });
});
