import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { documentOf } from '../support/aether-cli.ts';
import type { IngestData } from '../support/ingest-document.ts';
import { createEmptier, type Emptier } from '../support/ingest-state.ts';
import { sharedServer } from '../support/shared-server.ts';
import { openWorkspace, type Workspace } from '../support/workspace.ts';

// Records of a step that the server refuses, although each passed every rule of the source.

const DATABASE = 'aethertest_refused';
const MANY = 220;

const source = (perRecord: boolean, select: string, table = 'thing') => `
source: things
title: things
files:
  things:
    match: things.csv
    columns:
      - { name: id, type: integer, required: true }
      - { name: v, type: text, max_chars: 40 }
      - { name: n, type: integer }
      - { name: parent, type: integer }
steps:
  - upsert: ${table}
    file: things
    key: [id]
    per_record: ${perRecord}
    select: ${select}
`;

const THINGS = 'SELECT id, v, n FROM {{things}}';
const NODES = 'SELECT id, parent FROM {{things}}';

let shop: Workspace;
let emptier: Emptier;

beforeAll(async () => {
  shop = await openWorkspace({ server: sharedServer(), database: DATABASE });
  await shop.applySchema();
  await shop.admin.query(
    `CREATE TABLE ${DATABASE}.thing (
       id INT NOT NULL PRIMARY KEY, v VARCHAR(5) NOT NULL, n TINYINT NULL,
       UNIQUE KEY uq_n (n), CONSTRAINT chk_v CHECK (v <> 'bad')) ENGINE=InnoDB`,
  );
  await shop.admin.query(
    `CREATE TRIGGER ${DATABASE}.thing_bi BEFORE INSERT ON ${DATABASE}.thing FOR EACH ROW
       IF NEW.v = 'sig' THEN SIGNAL SQLSTATE '45000' SET MYSQL_ERRNO = 45001, MESSAGE_TEXT = 'not this one'; END IF`,
  );
  await shop.admin.query(
    `CREATE TABLE ${DATABASE}.node (id INT NOT NULL PRIMARY KEY, parent INT NULL,
       CONSTRAINT fk_node FOREIGN KEY (parent) REFERENCES node (id)) ENGINE=InnoDB`,
  );
  emptier = await createEmptier(shop, [`${DATABASE}.thing`, `${DATABASE}.node`]);
});

beforeEach(() => emptier.empty());

afterAll(() => shop[Symbol.asyncDispose]());

async function ingest(records: readonly string[], ...more: string[]) {
  await shop.write('things.csv', `${['id,v,n,parent', ...records].join('\n')}\n`);
  const args = ['ingest', './s.yaml', '--from', shop.directory, '--json', ...more];
  const ended = await shop.run(args);
  const { data, error } = documentOf<IngestData>(ended);
  return { ...ended, file: data?.files?.[0], target: data?.targets?.[0], error };
}

const things = (bad: Readonly<Record<number, string>>) =>
  Array.from({ length: MANY }, (_, at) => bad[at + 1] ?? `${at + 1},ok,,`);

async function count(table: string): Promise<number> {
  const [row] = await shop.rows(`SELECT COUNT(*) AS n FROM ${DATABASE}.${table}`);
  return Number(row?.['n']);
}

const rejects = async () =>
  (
    await shop.rows(
      `SELECT file_line AS line, rule, raw FROM ${DATABASE}_meta.ingest_reject ORDER BY file_line`,
    )
  ).map(({ line, rule, raw }) => `${line} ${rule} ${String(raw)}`);

describe('a record of a per_record step that the server refuses', () => {
  const BAD = {
    7: '7,too long,,',
    8: '8,ok,200,',
    9: '9,,,',
    10: '10,bad,,',
    11: '11,sig,,',
    12: '12,ok,5,',
    219: '219,ok,5,',
  };

  it('is a reject with its line, and the others are loaded', async () => {
    await shop.write('s.yaml', source(true, THINGS));
    const { exitCode, file, target, stderr } = await ingest(things(BAD), '--max-rejects', '6');
    expect({ exitCode, file, target }, stderr).toMatchObject({
      exitCode: 0,
      file: { parsed: MANY, accepted: MANY - 6, rejected: 6 },
      target: { inserted: MANY - 6, updated: 0, unchanged: 0, rejected: 6 },
    });
    expect(await count('thing')).toBe(MANY - 6);
    expect(await rejects()).toEqual([
      '8 too_long 7,too long,,',
      '9 out_of_range 8,ok,200,',
      '10 not_null 9,,,',
      '11 check_constraint 10,bad,,',
      '12 trigger 11,sig,,',
      '220 duplicate_key 219,ok,5,',
    ]);
  });

  it('puts its file over the budget, which no later step sees then', async () => {
    await shop.write('s.yaml', source(true, THINGS));
    const { exitCode, file } = await ingest(things(BAD), '--max-rejects', '5');
    expect({ exitCode, file }).toMatchObject({ exitCode: 1, file: { result: 'over_budget', rejected: 6 } });
  });

  it('stops the step if there are too many of them to be an accident', async () => {
    await shop.write('s.yaml', source(true, THINGS));
    const all = Array.from({ length: MANY }, (_, at) => `${at + 1},too long,,`);
    const { exitCode, error } = await ingest(all, '--max-rejects', '100%');
    expect({ exitCode, error }).toMatchObject({ exitCode: 2, error: { code: 'STEP_FAILED' } });
    expect(error?.message).toContain('more than 200 records');
    expect(await count('thing')).toBe(0);
  });
});

describe('a row of another step that the server refuses', () => {
  it.each([
    ['too long for its column', { 150: '150,too long,,' }, 'id=150', 1406],
    ['out of range', { 3: '3,ok,200,' }, 'id=3', 1264],
    ['NULL', { 220: '220,,,' }, 'id=220', 1048],
    ['refused by a CHECK', { 5: '5,bad,,' }, 'id=5', 4025],
    ['refused by a trigger', { 6: '6,sig,,' }, 'id=6', 45001],
    ['a second one with a unique value', { 7: '7,ok,5,', 9: '9,ok,5,' }, 'id=9', 1062],
  ])('stops the step and is named by its key: %s', async (_what, bad, key, errno) => {
    await shop.write('s.yaml', source(false, THINGS));
    const { exitCode, error } = await ingest(things(bad));
    expect({ exitCode, error }).toMatchObject({ exitCode: 2, error: { code: 'STEP_FAILED' } });
    expect(error?.message).toBe(`upsert thing failed at the row ${key}; its transaction was rolled back`);
    expect(error?.details).toMatchObject({ errno });
    expect(await count('thing')).toBe(0);
  });

  it('is named if it is to correct a row that is there', async () => {
    await shop.write('s.yaml', source(false, THINGS));
    await ingest(things({}));
    const { error } = await ingest(things({ 77: '77,bad,,' }));
    expect(error?.message).toContain('at the row id=77;');
  });
});

describe('rows of a target with a foreign key to itself', () => {
  const chain = Array.from({ length: 60 }, (_, at) => `${60 - at},,,${60 - at === 1 ? '' : 59 - at}`);
  const inDisorder = ['100,,,102', '101,,,100', '102,,,', '103,,,103', ...chain];

  it.each([true, false])('are inserted level by level (per_record: %s)', async (perRecord) => {
    await shop.write('s.yaml', source(perRecord, NODES, 'node'));
    expect(await ingest(inDisorder)).toMatchObject({ exitCode: 0, target: { inserted: 64, rejected: 0 } });
    // A row that is there gets a parent that comes with it.
    const { target } = await ingest(['102,,,200', '200,,,201', '201,,,']);
    expect(target).toMatchObject({ inserted: 2, updated: 1 });
  });

  it('stop the step if one has no parent', async () => {
    await shop.write('s.yaml', source(false, NODES, 'node'));
    const { error } = await ingest([...inDisorder, '300,,,301']);
    expect(error?.message).toBe('upsert node failed at the row id=300; its transaction was rolled back');
  });

  it('are rejects without a parent, of a per_record step, and all others are loaded', async () => {
    await shop.write('s.yaml', source(true, NODES, 'node'));
    const { file } = await ingest([...inDisorder, '300,,,301', '302,,,300'], '--max-rejects', '2');
    expect(file).toMatchObject({ rejected: 2 });
    expect(await count('node')).toBe(64);
    expect((await rejects()).slice(0, 2)).toEqual(['66 foreign_key 300,,,301', '67 foreign_key 302,,,300']);
  });
});
