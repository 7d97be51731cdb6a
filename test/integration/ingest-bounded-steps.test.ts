// @module-tag tried-once
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { documentOf } from '../support/aether-cli.ts';
import { eventually } from '../support/eventually.ts';
import { type IngestData, ruleCounts } from '../support/ingest-document.ts';
import { createEmptier, type Emptier } from '../support/ingest-state.ts';
import { sharedServer } from '../support/shared-server.ts';
import { openWorkspace, type Workspace } from '../support/workspace.ts';

// However many records a step finds, its transactions stay small enough for a cluster, and a run that dies between two
// of them neither loses a record nor counts one twice.

const DATABASE = 'aethertest_bounded';
const META = `${DATABASE}_meta`;

/** So wide that one transaction, which changes 16 MiB at most, takes about 260 of them. */
const RECORDS = 400;
const WIDTH = 60_000;
/** More than one transaction takes, and fewer than there are. */
const DIES_AT = 350;

const source = (steps: string, further = '') => `source: wide
title: few records of many bytes
files:
  pages:
    match: pages.csv
${further}
    columns:
      - { name: no, type: integer, required: true }
      - { name: twin, type: integer, required: true }
      - { name: text, type: text, max_chars: ${WIDTH}, required: true }
steps:
${steps}`;

const UPSERT = `
  - upsert: page
    file: pages
    key: [no]
    select: SELECT MAX(s.no) AS no, MAX(s.twin) AS twin FROM {{pages}} AS s GROUP BY s.no`;

const HAS_TWIN = `
  - check: has_twin
    file: pages
    on_fail: reject
    reason: there is another one
    where: EXISTS (SELECT 1 FROM {{pages}} AS o WHERE o.no = s.twin)`;

const HISTORY = `
  - upsert: tariff
    file: pages
    key: [no]
    history: { from: valid_from, to: valid_to }
    select: >-
      SELECT s.no % 20 AS no, DATE '2026-01-01' + INTERVAL s.no DAY AS valid_from, s.twin FROM {{pages}} AS s`;

let space: Workspace;
let emptier: Emptier;

beforeAll(async () => {
  space = await openWorkspace({ server: sharedServer(), database: DATABASE });
  await space.applySchema();
  await space.rows(`CREATE TABLE ${DATABASE}.page (no INT PRIMARY KEY, twin INT NULL)`);
  await space.rows(
    `CREATE TABLE ${DATABASE}.tariff (no INT, valid_from DATE, twin INT, valid_to DATE NULL, PRIMARY KEY (no, valid_from))`,
  );
  emptier = await createEmptier(space, [`${DATABASE}.page`, `${DATABASE}.tariff`]);
});

afterAll(() => space[Symbol.asyncDispose]());

beforeEach(async () => {
  await emptier.empty();
  await space.rows(`DELETE FROM ${META}.ingest_file`);
});

/** Records from 1 on, each the twin of one in the other half of the file. */
async function writePages(noOf: (record: number) => number = (record) => record): Promise<void> {
  const text = 'x'.repeat(WIDTH);
  const lines = Array.from({ length: RECORDS }, (_, index) => {
    const twin = ((index + RECORDS / 2) % RECORDS) + 1;
    return `${noOf(index + 1)},${twin},${text}`;
  });
  await space.write('pages.csv', ['no,twin,text', ...lines].join('\n'));
}

async function ingest() {
  const args = ['ingest', 'wide.yaml', '--from', '.', '--max-rejects', '100%', '--json'];
  const ended = await space.run(args);
  return { exitCode: ended.exitCode, ...documentOf<IngestData>(ended) };
}

const count = async (table: string): Promise<number> =>
  Number((await space.rows(`SELECT COUNT(*) AS count FROM ${table}`))[0]!['count']);

/** Lets no transaction bring more than so many rows into a table, as if the run died there. */
async function dieAt(table: string, rows: number): Promise<void> {
  const [database, name] = table.split('.');
  await space.rows(
    `CREATE TRIGGER ${database}.dies BEFORE INSERT ON ${table} FOR EACH ROW
       IF (SELECT COUNT(*) FROM ${table}) >= ${rows} THEN SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'dies here'; END IF`,
  );
  dying.push(`${database}.dies`);
  expect(name).toBeDefined();
}

const dying: string[] = [];

async function liveOn(): Promise<void> {
  for (const trigger of dying.splice(0)) await space.rows(`DROP TRIGGER ${trigger}`);
}

afterEach(liveOn);

/** Runs into the end at a number of rows of a table; returns how many are there then. */
async function ingestUntil(table: string): Promise<number> {
  await dieAt(table, DIES_AT);
  expect((await ingest()).exitCode).not.toBe(0);
  await liveOn();
  return count(table);
}

function expectPart(rows: number): void {
  expect(rows).toBeGreaterThan(0);
  expect(rows).toBeLessThan(DIES_AT);
}

/** Ends all sessions of the run as soon as a part of its work is committed; the run itself goes on. */
async function ingestThroughLoss(table: string) {
  const [database] = table.split('.');
  await space.rows(
    `CREATE TRIGGER ${database}.slow BEFORE INSERT ON ${table} FOR EACH ROW SET @slept = SLEEP(0.005)`,
  );
  dying.push(`${database}.slow`);
  const running = ingest();
  await eventually('a part is committed', async () => (await count(table)) > 0 || undefined);
  const sessions = await space.rows(
    "SELECT id FROM information_schema.processlist WHERE user = 'aether_ingest'",
  );
  for (const { id } of sessions) await space.rows(`KILL ${id}`).catch(() => undefined);
  expect(await count(table)).toBeLessThan(RECORDS);
  const ended = await running;
  expect(sessions.length).toBeGreaterThan(0);
  return ended;
}

describe('a run that loses its sessions between two transactions', () => {
  it('of a check goes on, and counts each reject once', async () => {
    await space.write('wide.yaml', source(HAS_TWIN + UPSERT));
    await writePages();
    const { exitCode, data } = await ingestThroughLoss(`${META}.ingest_reject`);
    expect(exitCode).toBe(0);
    expect(data.checks).toMatchObject([{ rule: 'has_twin', count: RECORDS }]);
    expect(ruleCounts(data)).toEqual({ 'pages reject has_twin': RECORDS });
    expect(await count(`${META}.ingest_reject`)).toBe(RECORDS);
  });

  it('of an upsert goes on, and counts each row once', async () => {
    await space.write('wide.yaml', source(UPSERT));
    await writePages();
    const { exitCode, data } = await ingestThroughLoss(`${DATABASE}.page`);
    expect(exitCode).toBe(0);
    expect(data.targets).toMatchObject([{ inserted: RECORDS, updated: 0, unchanged: 0 }]);
    const [ledger] = await space.rows(
      `SELECT CAST(inserted AS DOUBLE) AS inserted, CAST(unchanged AS DOUBLE) AS unchanged FROM ${META}.ingest_transform`,
    );
    expect(ledger).toEqual({ inserted: RECORDS, unchanged: 0 });
  });

  it('of a history goes on, and counts each version once', async () => {
    await space.write('wide.yaml', source(HISTORY));
    await writePages();
    const { exitCode, data } = await ingestThroughLoss(`${DATABASE}.tariff`);
    expect(exitCode).toBe(0);
    expect(data.targets).toMatchObject([{ inserted: RECORDS, updated: 0, unchanged: 0 }]);
  });
});

describe('a run that dies between two transactions', () => {
  it('of a check that compares records: the next one rejects all that the first has found', async () => {
    await space.write('wide.yaml', source(HAS_TWIN + UPSERT));
    await writePages();
    expectPart(await ingestUntil(`${META}.ingest_reject`));
    const { exitCode, data } = await ingest();
    expect(exitCode).toBe(0);
    expect(data.checks).toMatchObject([{ rule: 'has_twin', count: expect.any(Number) as number }]);
    expect(await count(`${META}.ingest_reject`)).toBe(RECORDS);
    expect(await count(`${META}.ingest_found`)).toBe(0);
    expect(await count(`${DATABASE}.page`)).toBe(0);
    const rules = await space.rows(
      `SELECT rule, CAST(count AS DOUBLE) AS count, CAST(first_record AS DOUBLE) AS record, CAST(first_line AS DOUBLE) AS line
         FROM ${META}.ingest_rule_count`,
    );
    expect(rules).toEqual([{ rule: 'has_twin', count: RECORDS, record: 1, line: 2 }]);
  });

  it('of taking out duplicates: the next one takes out the rest', async () => {
    await space.write('wide.yaml', source(UPSERT, '    key: [no]\n    duplicates: reject'));
    // All but the first have a key that is there.
    await writePages(() => 1);
    expectPart(await ingestUntil(`${META}.ingest_reject`));
    const { exitCode, data } = await ingest();
    expect(exitCode).toBe(0);
    expect(ruleCounts(data)).toEqual({ 'pages reject duplicate_key': RECORDS - 1 });
    expect(await space.rows(`SELECT no FROM ${DATABASE}.page`)).toEqual([{ no: 1 }]);
    expect(await count(`${META}.ingest_reject`)).toBe(RECORDS - 1);
  });

  it('of an upsert that groups records: the next one finds unchanged what is there', async () => {
    await space.write('wide.yaml', source(UPSERT));
    await writePages();
    const there = await ingestUntil(`${DATABASE}.page`);
    expectPart(there);
    const { exitCode, data } = await ingest();
    expect(exitCode).toBe(0);
    expect(data.targets).toMatchObject([{ inserted: RECORDS - there, updated: 0, unchanged: there }]);
    expect(await count(`${DATABASE}.page`)).toBe(RECORDS);
    // Every row is another one now.
    await space.rows(`UPDATE ${DATABASE}.page SET twin = -no`);
    await space.rows(`UPDATE ${META}.ingest_file SET state = 'failed'`);
    expect((await ingest()).data.targets).toMatchObject([{ inserted: 0, updated: RECORDS, unchanged: 0 }]);
  });

  it('of a history: the next one continues it, and all versions of a key change together', async () => {
    await space.write('wide.yaml', source(HISTORY));
    await writePages();
    const there = await ingestUntil(`${DATABASE}.tariff`);
    expectPart(there);
    // Of each key that is there all 20 versions are.
    expect(there % 20).toBe(0);
    const { exitCode, data } = await ingest();
    expect(exitCode).toBe(0);
    expect(data.targets).toMatchObject([{ inserted: RECORDS - there, unchanged: there }]);
    const open = `${DATABASE}.tariff WHERE valid_to IS NULL`;
    expect([await count(`${DATABASE}.tariff`), await count(open)]).toEqual([RECORDS, 20]);
  });

  it('of an upsert into a table that refers to itself: the next one continues', async () => {
    await space.rows(`DELETE FROM ${DATABASE}.page`);
    await space.rows(
      `ALTER TABLE ${DATABASE}.page ADD CONSTRAINT fk_twin FOREIGN KEY (twin) REFERENCES page (no)`,
    );
    const upsert = UPSERT.replace('MAX(s.twin) AS twin', 'MAX(NULLIF(s.no + 1, 401)) AS twin');
    await space.write('wide.yaml', source(upsert));
    // The parent of each comes after it; the last one has none.
    await writePages();
    // Level after level, each of which is a transaction.
    expect(await ingestUntil(`${DATABASE}.page`)).toBe(DIES_AT);
    const { exitCode } = await ingest();
    expect(exitCode).toBe(0);
    expect(await count(`${DATABASE}.page`)).toBe(RECORDS);
    await space.rows(`ALTER TABLE ${DATABASE}.page DROP FOREIGN KEY fk_twin`);
  });
});
