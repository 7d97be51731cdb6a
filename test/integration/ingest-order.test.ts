import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { documentOf } from '../support/aether-cli.ts';
import type { IngestData, IngestTarget } from '../support/ingest-document.ts';
import { sharedServer } from '../support/shared-server.ts';
import { openWorkspace, type Workspace } from '../support/workspace.ts';

// Files that come late, out of order, with corrections, or as versions of the same thing.

const SOURCE = `source: stock
title: readings of a stock, one file a day
files:
  readings:
    match: stock_*.csv
    optional: true
    key: [sku, seen_at]
    columns:
      - { name: sku, type: text, charset: ascii, max_chars: 64, required: true }
      - { name: seen_at, type: datetime, required: true }
      - { name: quantity, type: integer, required: true }
      - { name: label, type: text, max_chars: 40, required: true }
  names:
    match: names.csv
    optional: true
    key: [sku]
    columns:
      - { name: sku, type: text, charset: ascii, max_chars: 64, required: true }
      - { name: name, type: text, max_chars: 40, required: true }
steps:
  - upsert: thing
    file: names
    key: [sku]
    select: SELECT s.sku, s.name FROM {{names}} AS s
  - check: thing_unknown
    file: readings
    on_fail: wait
    reason: no thing of this number has come yet
    where: NOT EXISTS (SELECT 1 FROM thing AS t WHERE t.sku = s.sku)
  - upsert: newest
    file: readings
    key: [sku]
    newer_by: seen_at
    select: |
      SELECT s.sku, s.seen_at, s.quantity, s.label
        FROM {{readings}} AS s JOIN thing AS t ON t.sku = s.sku
  - upsert: version
    file: readings
    key: [sku]
    history: { from: valid_from, to: valid_to }
    newer_by: valid_from
    select: |
      SELECT s.sku, s.seen_at AS valid_from, s.label FROM {{readings}} AS s JOIN thing AS t ON t.sku = s.sku
`;

/** Readings of one thing, by day: what is there once everything has come says nothing of how it came. */
const DAYS = {
  'stock_1.csv': 'A,2026-01-01 00:00:00,1,red\nB,2026-01-01 00:00:00,1,one\n',
  'stock_2.csv': 'A,2026-01-02 00:00:00,2,Red\nB,2026-01-02 00:00:00,1,one\n',
  // As on the first day: a version of its own, but none where the second day is not known yet.
  'stock_3.csv': 'A,2026-01-03 00:00:00,3,red\nB,2026-01-03 00:00:00,1,two\nB,2026-01-03 12:00:00,1,two\n',
};

const DAILY_VERSIONS = [
  'A red 2026-01-01 00:00 to 2026-01-02 00:00',
  'A Red 2026-01-02 00:00 to 2026-01-03 00:00',
  'A red 2026-01-03 00:00 to end',
  'B one 2026-01-01 00:00 to 2026-01-03 00:00',
  'B two 2026-01-03 00:00 to end',
];

const PERMUTATIONS = [
  [1, 2, 3],
  [1, 3, 2],
  [2, 1, 3],
  [2, 3, 1],
  [3, 1, 2],
  [3, 2, 1],
] as const;

const HEADER = 'sku,seen_at,quantity,label\n';

const FILES = {
  'names.csv': 'sku,name\nA,first\na,other case\n',
  'stock_1.csv': 'sku,seen_at,quantity,label\nA,2026-01-01 00:00:00,1,red\na,2026-01-01 00:00:00,9,blue\n',
  'stock_2.csv': 'sku,seen_at,quantity,label\nA,2026-01-02 00:00:00,2,Red\n',
  'stock_3.csv': 'sku,seen_at,quantity,label\nA,2026-01-03 00:00:00,3,Red\n',
};

describe('files in any order', () => {
  let space: Workspace;

  beforeAll(async () => {
    const server = sharedServer();
    space = await openWorkspace({ server, database: 'aether_order' });
    await space.applySchema();
    await space.write('stock.yaml', SOURCE);
  });

  afterAll(async () => {
    await space[Symbol.asyncDispose]();
  });

  beforeEach(async () => {
    const sku = 'sku VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL';
    await space.rows('DROP TABLE IF EXISTS aether_order.thing, aether_order.newest, aether_order.version');
    await space.rows(`CREATE TABLE aether_order.thing (${sku} PRIMARY KEY, name VARCHAR(40))`);
    await space.rows(
      `CREATE TABLE aether_order.newest (${sku} PRIMARY KEY, seen_at DATETIME(6), quantity INT, label VARCHAR(40))`,
    );
    await space.rows(
      `CREATE TABLE aether_order.version (${sku}, valid_from DATETIME(6), valid_to DATETIME(6), label VARCHAR(40),
         PRIMARY KEY (sku, valid_from))`,
    );
    await space.rows('DROP TABLE IF EXISTS aether_order_stage._repeats_version');
    for (const table of ['ingest_chunk', 'ingest_reject', 'ingest_rule_count', 'ingest_file']) {
      await space.rows(`DELETE FROM aether_order_meta.${table}`);
    }
  });

  async function ingest(from: string): Promise<IngestTarget[]> {
    const ended = await space.run(['ingest', 'stock.yaml', '--from', from, '--json']);
    expect(ended.exitCode, ended.stdout).toBe(0);
    return [...documentOf<IngestData>(ended).data.targets];
  }

  async function load(...names: (keyof typeof FILES)[]): Promise<void> {
    for (const name of names) await ingest(await space.write(name, FILES[name]));
  }

  /** Loads a file of readings; returns what became of the versions. */
  async function loadReadings(name: string, records: string): Promise<IngestTarget | undefined> {
    const targets = await ingest(await space.write(name, HEADER + records));
    return targets.find(({ target }) => target === 'version');
  }

  const dayFile = (day: 1 | 2 | 3) => `stock_${day}.csv` as const;

  async function loadThings(): Promise<void> {
    await ingest(await space.write('names.csv', 'sku,name\nA,first\nB,second\n'));
  }

  async function versions(): Promise<string[]> {
    const rows = await space.rows(
      `SELECT CONCAT(sku, ' ', label, ' ', DATE_FORMAT(valid_from, '%Y-%m-%d %H:%i'), ' to ',
              COALESCE(DATE_FORMAT(valid_to, '%Y-%m-%d %H:%i'), 'end')) AS version
         FROM aether_order.version ORDER BY sku, valid_from`,
    );
    return rows.map((row) => row['version'] as string);
  }

  const newest = () => space.rows('SELECT sku, quantity, label FROM aether_order.newest ORDER BY sku');

  it('gives the same newest rows whatever comes first, and codes that differ in case stay two', async () => {
    await load('names.csv', 'stock_1.csv', 'stock_2.csv', 'stock_3.csv');
    const inOrder = await newest();
    expect(inOrder).toEqual([
      { sku: 'A', quantity: 3, label: 'Red' },
      { sku: 'a', quantity: 9, label: 'blue' },
    ]);
    await space.rows('DELETE FROM aether_order.newest');
    await space.rows('DELETE FROM aether_order_meta.ingest_chunk');
    await space.rows('DELETE FROM aether_order_meta.ingest_file');
    await load('stock_3.csv', 'stock_1.csv', 'stock_2.csv');
    expect(await newest()).toEqual(inOrder);
  });

  it('lets records wait for the file that they need, and works through them when it comes', async () => {
    await load('stock_2.csv', 'stock_1.csv');
    expect(await newest()).toEqual([]);
    expect(
      await space.rows("SELECT COUNT(*) AS n FROM aether_order_meta.ingest_file WHERE state = 'waiting'"),
    ).toEqual([{ n: '2' }]);
    await load('names.csv');
    expect(await newest()).toEqual([
      { sku: 'A', quantity: 2, label: 'Red' },
      { sku: 'a', quantity: 9, label: 'blue' },
    ]);
  });

  it('keeps versions: a change of case alone is a new one, a repeated value is none', async () => {
    await load('names.csv', 'stock_1.csv', 'stock_2.csv', 'stock_3.csv');
    const versions = await space.rows(
      `SELECT label, DATE(valid_from) AS valid_from, DATE(valid_to) AS valid_to
         FROM aether_order.version WHERE sku = 'A' ORDER BY valid_from`,
    );
    expect(versions).toEqual([
      { label: 'red', valid_from: '2026-01-01', valid_to: '2026-01-02' },
      { label: 'Red', valid_from: '2026-01-02', valid_to: null },
    ]);
  });

  it.each(PERMUTATIONS)('keeps the same versions of days that come as %d, %d, %d', async (...days) => {
    await loadThings();
    for (const day of days) await loadReadings(dayFile(day), DAYS[dayFile(day)]);
    expect(await versions()).toEqual(DAILY_VERSIONS);
  });

  it('keeps the same versions of days that come in one run', async () => {
    await loadThings();
    await mkdir(join(space.directory, 'daily'), { recursive: true });
    for (const [name, records] of Object.entries(DAYS)) {
      await space.write(join('daily', name), HEADER + records);
    }
    const targets = await ingest(join(space.directory, 'daily'));
    const version = targets.find(({ target }) => target === 'version');
    expect(version).toMatchObject({ inserted: 5, updated: 3, unchanged: 2, rejected: 0 });
    expect(await versions()).toEqual(DAILY_VERSIONS);
  });

  it('merges a version where a late one says the same from an earlier moment on', async () => {
    await loadThings();
    await loadReadings('stock_2.csv', 'A,2026-01-02 00:00:00,1,red\n');
    const late = await loadReadings('stock_1.csv', 'A,2026-01-01 00:00:00,1,red\n');
    expect(await versions()).toEqual(['A red 2026-01-01 00:00 to end']);
    expect(late).toMatchObject({ inserted: 1, updated: 1, unchanged: 0 });
  });

  it('takes another value of the same moment as a correction', async () => {
    await loadThings();
    for (const day of [1, 2, 3] as const) await loadReadings(dayFile(day), DAYS[dayFile(day)]);
    const corrected = await loadReadings('stock_4.csv', 'A,2026-01-02 00:00:00,2,red\n');
    // The second and the third day say now what the first one says.
    expect(corrected).toMatchObject({ inserted: 0, updated: 3, unchanged: 1 });
    expect(await versions()).toEqual(['A red 2026-01-01 00:00 to end', ...DAILY_VERSIONS.slice(3)]);
    await loadReadings('stock_5.csv', 'A,2026-01-02 00:00:00,2,Red\n');
    expect(await versions()).toEqual(DAILY_VERSIONS);
  });

  it('changes nothing when the same versions come again', async () => {
    await loadThings();
    for (const day of [1, 2, 3] as const) await loadReadings(dayFile(day), DAYS[dayFile(day)]);
    // Other bytes, so that the file is not known.
    const again = await loadReadings('stock_9.csv', Object.values(DAYS).toReversed().join(''));
    expect(again).toMatchObject({ inserted: 0, updated: 0, unchanged: 7 });
    expect(await versions()).toEqual(DAILY_VERSIONS);
  });

  it('refuses two versions of one key and moment in one file', async () => {
    await loadThings();
    await space.write(
      'twice.yaml',
      SOURCE.replace('key: [sku, seen_at]', 'key: [sku, seen_at, label]').replace(
        'source: stock',
        'source: twice',
      ),
    );
    const path = await space.write(
      'stock_1.csv',
      `${HEADER}A,2026-01-01 00:00:00,1,red\nA,2026-01-01 00:00:00,1,Red\n`,
    );
    const ended = await space.run(['ingest', './twice.yaml', '--from', path]);
    expect(ended.exitCode).toBe(2);
    expect(ended.stderr).toMatch(/two different versions of sku=A, valid_from=2026-01-01 00:00:00/);
    expect(await versions()).toEqual([]);
  });

  describe('where the key of a table ignores case', () => {
    beforeEach(async () => {
      await space.rows(
        'ALTER TABLE aether_order.newest MODIFY sku VARCHAR(64) CHARACTER SET utf8mb4 COLLATE utf8mb4_uca1400_ai_ci',
      );
    });

    async function refused(name: string, records: string): Promise<string> {
      const path = await space.write(name, HEADER + records);
      const { exitCode, stderr } = await space.run(['ingest', 'stock.yaml', '--from', path]);
      expect(exitCode).toBe(2);
      expect(stderr).toMatch(/differ, but are one key in the collation of the column "sku"/);
      expect(stderr).toMatch(/_bin/);
      return stderr;
    }

    it('refuses two codes of one run that differ in case alone', async () => {
      await load('names.csv');
      expect(await refused('stock_1.csv', FILES['stock_1.csv'].slice(HEADER.length))).toMatch(/"A" and "a"/);
      expect(await newest()).toEqual([]);
    });

    it('refuses a code that would replace another one in the table', async () => {
      await load('names.csv', 'stock_2.csv');
      expect(await refused('stock_3.csv', 'a,2026-01-03 00:00:00,9,blue\n')).toMatch(/"A" and "a"/);
      expect(await newest()).toEqual([{ sku: 'A', quantity: 2, label: 'Red' }]);
    });

    it('takes codes that are the same in bytes', async () => {
      await load('names.csv', 'stock_2.csv', 'stock_3.csv');
      expect(await newest()).toEqual([{ sku: 'A', quantity: 3, label: 'Red' }]);
    });
  });
});
