// @module-tag tried-once
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { possibleDefects } from '../../src/lib/generate/defects/all-defects.ts';
import type { TruthEntry } from '../../src/lib/generate/output/truth-file.ts';
import { TABLES } from '../../src/lib/generate/tables/all-tables.ts';
import { documentOf } from '../support/aether-cli.ts';
import { type IngestData, ruleCounts } from '../support/ingest-document.ts';
import { sharedServer } from '../support/shared-server.ts';
import { openWorkspace, type Workspace } from '../support/workspace.ts';

/** Large enough that every defect occurs, whatever table it belongs to. */
const SHOP = ['--seed', 'test', '--customers', '3000', '--orders', '4000', '--products', '150'];

function open(database: string): Promise<Workspace> {
  return openWorkspace({ server: sharedServer(), database });
}

async function generateAndIngest(shop: Workspace, ...more: string[]): Promise<IngestData> {
  const generated = await shop.run(['generate', ...SHOP, '--out', 'export', ...more]);
  expect(generated.exitCode, generated.stderr).toBe(0);
  await shop.applySchema();
  return ingest(shop);
}

async function ingest(shop: Workspace, from = join(shop.directory, 'export')): Promise<IngestData> {
  const ended = await shop.run(['ingest', 'aethermart', '--from', from, '--max-rejects', '100%', '--json']);
  expect(ended.exitCode, ended.stdout + ended.stderr).toBe(0);
  return documentOf<IngestData>(ended).data;
}

let clean: Workspace;
let dirty: Workspace;
let cleanRun: IngestData;
let dirtyRun: IngestData;

beforeAll(async () => {
  clean = await open('aethertest_clean');
  dirty = await open('aethertest_dirty');
  cleanRun = await generateAndIngest(clean);
  dirtyRun = await generateAndIngest(dirty, '--dirty', '20%');
});

afterAll(async () => {
  await clean[Symbol.asyncDispose]();
  await dirty[Symbol.asyncDispose]();
});

describe('a dirty export', () => {
  /** A defect as one line of text: where it is, what it is. */
  const describeDefect = (entry: Omit<TruthEntry, 'kind'>) =>
    `${entry.file}:${entry.line} record ${entry.record}: ${entry.rule} of ${entry.column}`;

  function readTruth(): TruthEntry[] {
    const lines = readFileSync(join(dirty.directory, 'export', 'truth.ndjson'), 'utf8')
      .trimEnd()
      .split('\n');
    return lines.map((line) => JSON.parse(line) as TruthEntry);
  }

  it('has every defect that there is, but those of the smallest files', () => {
    const large = TABLES.filter(({ unit }) => unit === 'order' || unit === 'customer' || unit === 'product');
    const possible = new Set(
      large.flatMap((table) => possibleDefects(table).map(({ defect }) => defect.kind)),
    );
    const present = new Set(readTruth().map(({ kind }) => kind));
    expect([...possible].filter((kind) => !present.has(kind))).toEqual([]);
  });

  it('is found out with precision 1 and recall 1', async () => {
    const meta = `${dirty.database}_meta`;
    const rejects = await dirty.rows(
      `SELECT SUBSTRING_INDEX(f.file_name, '/', -1) AS file, r.record_no AS record, r.file_line AS line, r.rule,
              NULLIF(r.column_name, '') AS \`column\`
         FROM ${meta}.ingest_reject AS r JOIN ${meta}.ingest_file AS f USING (file_id)`,
    );
    const found = new Set(rejects.map((row) => describeDefect(row as unknown as TruthEntry)));
    const planted = new Set(readTruth().map(describeDefect));
    expect(planted.size).toBeGreaterThan(6000);
    expect(rejects).toHaveLength(found.size);
    expect({
      missed: [...planted].filter((defect) => !found.has(defect)),
      invented: [...found].filter((defect) => !planted.has(defect)),
    }).toEqual({ missed: [], invented: [] });
  });

  it('leaves the same rows behind as the clean one', async () => {
    expect(dirtyRun.targets).toEqual(cleanRun.targets);
    expect(await contentOf(dirty)).toEqual(await contentOf(clean));
  });

  /** A fingerprint of each table by what the files say, without keys and times that the server gives. */
  async function contentOf(shop: Workspace): Promise<unknown> {
    await shop.admin.query(`USE ${shop.database}`);
    return await shop.rows(`
      SELECT 'lines' AS what, COUNT(*) AS n, SUM(CRC32(CONCAT_WS('|', order_no, line_no, sku, unit_price, discount_amount))) AS content
        FROM order_item JOIN order_ref USING (order_id, placed_at) JOIN product_variant USING (variant_id)
      UNION ALL SELECT 'events', COUNT(*), SUM(CRC32(CONCAT_WS('|', order_no, seq, status_code, occurred_at)))
        FROM order_status_event JOIN order_ref USING (order_id, placed_at)
      UNION ALL SELECT 'payments', COUNT(*), SUM(CRC32(CONCAT_WS('|', idempotency_key, method_code, amount))) FROM payment
      UNION ALL SELECT 'parcels', COUNT(*), SUM(CRC32(CONCAT_WS('|', shipment_no, line_no, tracking_no, delivered_at)))
        FROM shipment JOIN shipment_item USING (shipment_id)
      UNION ALL SELECT 'reviews', COUNT(*), SUM(CRC32(CONCAT_WS('|', review_no, rating, title, body))) FROM review
      UNION ALL SELECT 'products', COUNT(*), SUM(CRC32(CONCAT_WS('|', product_no, name, description))) FROM product
      UNION ALL SELECT 'emails', COUNT(*), SUM(CRC32(CONCAT_WS('|', customer_no, email)))
        FROM customer JOIN customer_email USING (customer_id)`);
  }
});

describe('a clean export', () => {
  it('breaks no rule, and changes nothing when it comes again', async () => {
    expect(ruleCounts(cleanRun)).toEqual({});
    expect(cleanRun.checks.filter(({ count }) => count > 0)).toEqual([]);
    const again = await ingest(clean);
    expect(again.files.every(({ result }) => result === 'unchanged')).toBe(true);
  });

  it.each([
    [
      'an order is paid other than owed',
      `SELECT r.order_no FROM order_ref AS r JOIN orders AS o USING (order_id, placed_at)
         JOIN (SELECT order_id, SUM(line_total) AS owed FROM order_item GROUP BY order_id) AS i USING (order_id)
         LEFT JOIN (SELECT order_id, SUM(amount) AS paid FROM payment GROUP BY order_id) AS p USING (order_id)
        WHERE o.status_code NOT IN ('created', 'canceled') AND i.owed <> COALESCE(p.paid, 0)`,
    ],
    [
      'a line has another price than the one that held',
      `SELECT r.order_no FROM order_item AS i JOIN order_ref AS r USING (order_id, placed_at)
         LEFT JOIN price AS p ON p.variant_id = i.variant_id AND p.channel_id = r.channel_id
                             AND p.valid_from <= r.placed_at AND p.valid_to > r.placed_at AND p.amount = i.unit_price
        WHERE p.variant_id IS NULL`,
    ],
    [
      'somebody orders before registering',
      `SELECT order_no FROM order_ref JOIN customer USING (customer_id) WHERE placed_at < registered_at`,
    ],
    [
      'the last event of an order is not its status',
      `SELECT e.order_id FROM order_status_event AS e JOIN orders AS o USING (order_id, placed_at)
        WHERE e.seq = (SELECT MAX(seq) FROM order_status_event AS m WHERE m.order_id = e.order_id)
          AND (e.status_code <> o.status_code OR e.occurred_at <> o.status_at)`,
    ],
    [
      'the events of an order go back in time',
      `SELECT a.order_id FROM order_status_event AS a JOIN order_status_event AS b USING (order_id, placed_at)
        WHERE b.seq > a.seq AND b.occurred_at < a.occurred_at`,
    ],
    [
      'a delivered online order lacks a line in its parcels',
      `SELECT i.order_id FROM order_item AS i JOIN orders AS o USING (order_id, placed_at)
         JOIN order_ref AS r USING (order_id) JOIN channel AS c USING (channel_id)
         LEFT JOIN (shipment AS s JOIN shipment_item AS t USING (shipment_id))
           ON s.order_id = i.order_id AND t.line_no = i.line_no AND t.quantity = i.quantity
        WHERE o.status_code = 'delivered' AND c.channel_code <> 'retail' AND t.line_no IS NULL`,
    ],
    [
      'a category does not lie in a tree of three levels',
      `SELECT p.product_id FROM product_category AS p
        WHERE (SELECT MAX(depth) FROM category_closure AS k WHERE k.descendant_id = p.category_id) <> 2`,
    ],
    [
      'a coupon was used outside its time',
      `SELECT order_id FROM coupon_redemption AS u JOIN coupon USING (coupon_id) JOIN promotion AS p USING (promotion_id)
        WHERE u.placed_at < p.starts_at OR u.placed_at >= p.ends_at`,
    ],
  ])('is whole: never %s', async (_what, sql) => {
    await clean.admin.query(`USE ${clean.database}`);
    expect(await clean.rows(`${sql} LIMIT 5`)).toEqual([]);
  });
});

describe('a later export of prices', () => {
  it('closes the price that held, and is refused where it contradicts what it does not correct', async () => {
    const [header = '', ...lines] = readFileSync(join(clean.directory, 'export', 'prices.csv'), 'utf8').split(
      '\n',
    );
    // The two prices that hold until further notice: one is closed by its successor, the other one is contradicted.
    const [open = '', other = ''] = lines.filter((line) => line.endsWith('Z,'));
    const [sku = '', channel = ''] = open.split(',');
    const later = join(clean.directory, 'prices.csv');
    const successor = `${sku},${channel},EUR,9.99,,2026-11-01T00:00:00Z,`;
    const contradiction = other.replace(/[^,]+Z,$/, '2026-11-01T00:00:00Z,');
    writeFileSync(later, [header, `${open}2026-11-01T00:00:00Z`, successor, contradiction, ''].join('\n'));
    const run = await ingest(clean, later);
    expect(ruleCounts(run)).toEqual({ 'prices reject price_overlaps': 1 });
    const target = run.targets.find(({ target: name }) => name === 'price');
    expect(target).toMatchObject({ inserted: 1, updated: 1, unchanged: 0 });
  });
});
