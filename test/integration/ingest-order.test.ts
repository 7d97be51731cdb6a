import { afterAll, beforeAll, beforeEach, describe, expect, inject, it } from 'vitest';
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

const FILES = {
  'names.csv': 'sku,name\nA,first\na,other case\n',
  'stock_1.csv': 'sku,seen_at,quantity,label\nA,2026-01-01 00:00:00,1,red\na,2026-01-01 00:00:00,9,blue\n',
  'stock_2.csv': 'sku,seen_at,quantity,label\nA,2026-01-02 00:00:00,2,Red\n',
  'stock_3.csv': 'sku,seen_at,quantity,label\nA,2026-01-03 00:00:00,3,Red\n',
};

describe('files in any order', () => {
  let space: Workspace;

  beforeAll(async () => {
    const server = { port: inject('server').port, stateDir: inject('sandboxStateDir') };
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
    for (const table of ['ingest_chunk', 'ingest_reject', 'ingest_rule_count', 'ingest_file']) {
      await space.rows(`DELETE FROM aether_order_meta.${table}`);
    }
  });

  async function load(...names: (keyof typeof FILES)[]): Promise<void> {
    for (const name of names) {
      const path = await space.write(name, FILES[name]);
      const { exitCode, stderr } = await space.aether(['ingest', 'stock.yaml', '--from', path]);
      expect(exitCode, stderr).toBe(0);
    }
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
});
