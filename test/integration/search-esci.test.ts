import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DATA } from '../support/olist-data.ts';
import { documentOf } from '../support/aether-cli.ts';
import { sharedServer } from '../support/shared-server.ts';
import { soaking } from '../support/soak.ts';
import { openWorkspace, type Workspace } from '../support/workspace.ts';

// The source of ESCI, on made-up lines; and the ranking on the real subset, where it is at hand.

const REAL = join(DATA, 'esci-mini');

const LINES = [
  {
    asin: 'B000000001',
    title: 'Tea kettle "Nøra", 1.5 l',
    description: 'For tea.\nHolds "enough".',
    bullet_points: 'Whistles\nBase of steel, 18/10',
    brand: 'Nøra',
    color: 'Sea green',
    price: 29.9,
    category: ['Home & Kitchen', 'Kitchen & Dining', 'Kettles'],
    rating: 4.5,
  },
  {
    asin: 'B000000002',
    title: 'Teapot',
    description: '',
    bullet_points: '',
    brand: null,
    color: null,
    price: null,
    category: [],
    rating: null,
  },
  {
    asin: 'B000000003',
    title: 'Pan',
    description: '',
    bullet_points: 'Flat',
    brand: 'NØRA',
    color: null,
    price: 13,
    category: ['Home & Kitchen'],
    rating: 5,
  },
  { asin: 'short', title: 'Has no number' },
];

let shop: Workspace;

beforeAll(async () => {
  shop = await openWorkspace({ server: sharedServer(), database: 'aethertest_esci' });
  await shop.applySchema();
});

afterAll(() => shop?.[Symbol.asyncDispose]());

interface Hits {
  readonly hits: readonly { product_no: string; brand: string | null; price: string | null }[];
}

const search = async (...args: string[]) =>
  documentOf<Hits>(await shop.run(['search', ...args, '--json'])).data.hits;

it('loads JSON lines into the catalogue: brands, a tree of categories, attributes and prices', async () => {
  await shop.write('products.ndjson', LINES.map((line) => `${JSON.stringify(line)}\n`).join(''));
  const loaded = await shop.run(['ingest', 'esci', '--from', 'products.ndjson', '--max-rejects', '1']);
  expect(loaded.stdout).toMatch(/asin_missing +line +reject +1 /);
  expect(
    (await shop.run(['ingest', 'esci', '--from', 'products.ndjson', '--max-rejects', '1'])).exitCode,
  ).toBe(0);
  await shop.admin.query(`USE ${shop.database}`);
  expect(
    await shop.rows(
      `SELECT a.attribute_no, t.value_text FROM variant_attribute AS t JOIN attribute AS a USING (attribute_id)
         JOIN product_variant AS v USING (variant_id)
        WHERE v.sku = 'B000000001' AND t.value_text IS NOT NULL ORDER BY 1`,
    ),
  ).toEqual([
    { attribute_no: 'bullet_1', value_text: 'Whistles' },
    { attribute_no: 'bullet_2', value_text: 'Base of steel, 18/10' },
    { attribute_no: 'colour', value_text: 'Sea green' },
    { attribute_no: 'language', value_text: 'en' },
  ]);
  expect(await shop.rows('SELECT name FROM brand')).toEqual([{ name: 'Nøra' }]);
  const depth = await shop.rows('SELECT MAX(depth) AS deepest, COUNT(*) AS pairs FROM category_closure');
  expect(depth).toEqual([{ deepest: 2, pairs: '6' }]);
});

it('is found by what the source has put into attributes', async () => {
  expect((await shop.run(['search', 'index'])).exitCode).toBe(0);
  expect(await search('whistles')).toMatchObject([
    { product_no: 'B000000001', brand: 'Nøra', price: '29.90' },
  ]);
  expect(await search('green', '--category', 'Kitchen & Dining')).toHaveLength(1);
  expect(await search('pan', '--max-price', '12.99')).toEqual([]);
  expect((await search('nora')).map(({ product_no }) => product_no).toSorted()).toEqual([
    'B000000001',
    'B000000003',
  ]);
});

describe.skipIf(!soaking || !existsSync(REAL))('on the real subset (in soak, where the data are)', () => {
  it('ranks as well as was measured', async () => {
    await using real = await openWorkspace({ server: sharedServer(), database: 'aethertest_esci_real' });
    await real.applySchema();
    expect((await real.run(['ingest', 'esci', '--from', REAL])).exitCode).toBe(0);
    expect((await real.run(['search', 'index'])).exitCode).toBe(0);
    const judgments = join(REAL, 'judgments.tsv');
    const ended = await real.run(['search', 'eval', '--judgments', judgments, '--fulltext', '--json']);
    interface Measured {
      readonly systems: readonly {
        name: string;
        ndcg_at_10: number;
        gain_over_first: { low: number } | null;
      }[];
    }
    const systems = new Map(documentOf<Measured>(ended).data.systems.map((system) => [system.name, system]));
    expect(systems.get('BM25F')?.ndcg_at_10).toBeGreaterThanOrEqual(0.63);
    expect(systems.get('hybrid')?.ndcg_at_10).toBeGreaterThanOrEqual(0.65);
    expect(systems.get('re-ranked, held back')?.ndcg_at_10).toBeGreaterThanOrEqual(0.69);
    expect(systems.get('re-ranked, held back')?.gain_over_first?.low).toBeGreaterThan(0);
    expect(systems.get('InnoDB FULLTEXT')?.ndcg_at_10).toBeLessThan(0.55);
  });
});
