// @module-tag tried-once
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { documentOf } from '../support/aether-cli.ts';
import { insertProducts, insertSurroundings, type SmallProduct } from '../support/small-catalogue.ts';
import { sharedServer } from '../support/shared-server.ts';
import { openTerminal } from '../support/terminal.ts';
import { openWorkspace, type Workspace } from '../support/workspace.ts';

const YESTERDAY = '2020-01-02';
const PRODUCTS: readonly SmallProduct[] = [
  {
    no: 'J1',
    name: 'Waterproof hiking jacket',
    brand: 'Alpina',
    category: 'jackets',
    variants: [
      { sku: 'J1-S', gtin: '0123456789012', colour: 'green', available: 0, prices: [{ amount: '90.00' }] },
      { sku: 'J1-L', colour: 'green', available: 3, prices: [{ amount: '150.00' }] },
    ],
  },
  {
    no: 'J2',
    name: 'Light rain jacket',
    brand: 'Alpina',
    category: 'jackets',
    description: 'Waterproof, for hiking in summer.',
    variants: [{ sku: 'J2-M', available: 2, language: 'en', prices: [{ amount: '60.00' }] }],
  },
  {
    no: 'J3',
    name: 'Waterproof hiking jacket of last year',
    category: 'jackets',
    variants: [
      {
        sku: 'J3-M',
        available: 9,
        prices: [
          { amount: '20.00', to: YESTERDAY },
          { amount: '30.00', from: '9000-01-01' },
        ],
      },
    ],
  },
  { no: 'J4', name: 'Waterproof jacket draft', category: 'jackets', status: 'draft' },
  {
    no: 'B1',
    name: 'Hiking boots',
    brand: 'Jacket',
    category: 'shoes',
    variants: [
      {
        sku: 'B1',
        language: 'de',
        available: 1,
        prices: [{ amount: '99.90' }, { amount: '80.00', channel: 'retail' }],
      },
    ],
  },
  { no: 'T1', name: 'Tea kettle', brand: 'Kocher', category: 'kitchen' },
  { no: 'T2', name: 'Tea kettle', brand: 'Kocher', category: 'kitchen' },
  { no: 'T3', name: 'Tea Kettle', brand: 'kocher', category: 'kitchen' },
];

interface Answer {
  readonly corrections: readonly { from: string; to: string }[];
  readonly unknown_words: readonly string[];
  readonly relaxed: readonly string[];
  readonly candidates: number;
  readonly hits: readonly {
    product_no: string;
    sku: string | null;
    price: string | null;
    exact: string | null;
    siblings: number;
  }[];
  readonly synonyms: readonly { word: string; also: readonly string[] }[];
  readonly facets: object;
  readonly index: { generation: number };
}

let shop: Workspace;

beforeAll(async () => {
  shop = await openWorkspace({
    server: sharedServer(),
    database: 'aethertest_search',
  });
  await shop.applySchema();
  await insertSurroundings(shop, [
    ['clothes', 'Clothes', null],
    ['jackets', 'Jackets', 'clothes'],
    ['shoes', 'Shoes', 'clothes'],
    ['kitchen', 'Kitchen', null],
  ]);
  await insertProducts(shop, PRODUCTS);
});

afterAll(() => shop?.[Symbol.asyncDispose]());

async function search(query: string, ...flags: string[]): Promise<Answer> {
  return documentOf<Answer>(await shop.run(['search', query, ...flags, '--json'])).data;
}

const numbers = ({ hits }: Answer) => hits.map(({ product_no }) => product_no);

async function buildIndex() {
  const ended = await shop.run(['search', 'index', '--json']);
  return documentOf<{ action: string; generation: number; products: number; segments: number }>(ended).data;
}

it('refuses to search without an index, with the command that builds one', async () => {
  const ended = await shop.run(['search', 'jacket']);
  expect(ended.exitCode).toBe(2);
  expect(ended.stderr).toMatch(/SEARCH_INDEX_MISSING[^]*run: aether search index/);
});

describe('the index', () => {
  it('is built once, also over the rest of a killed build', async () => {
    await shop.admin.query(`USE ${shop.database}`);
    await shop.rows(
      "INSERT INTO search_segment (segment_id, index_no, state) VALUES (77, 'products', 'building')",
    );
    await shop.rows(
      "INSERT INTO search_term (term, segment_id, document_frequency, postings) VALUES ('jacket', 77, 1, 'rest')",
    );
    expect(await buildIndex()).toMatchObject({ action: 'create', generation: 1, products: 8, segments: 1 });
    expect(await shop.rows('SELECT 1 FROM search_term WHERE segment_id = 77')).toEqual([]);
    expect(await buildIndex()).toMatchObject({ action: 'keep', generation: 1 });
  });

  it('does not change with prices and stock', async () => {
    await shop.rows('UPDATE stock_level SET on_hand = on_hand + 1 WHERE on_hand > 1');
    expect(await buildIndex()).toMatchObject({ action: 'keep', generation: 1 });
  });

  it('folds in what is new, changed or gone, and finds nothing of the old text', async () => {
    await insertProducts(shop, [{ no: 'X1', name: 'Unicycle', brand: 'Rad' }]);
    expect(await buildIndex()).toMatchObject({ action: 'change', products: 9, segments: 2 });
    expect(numbers(await search('unicycle'))).toEqual(['X1']);
    await shop.rows("UPDATE product SET name = 'Tandem' WHERE product_no = 'X1'");
    expect(await buildIndex()).toMatchObject({ action: 'change', products: 9, segments: 3 });
    expect(numbers(await search('tandem'))).toEqual(['X1']);
    expect(await search('unicycle')).toMatchObject({ candidates: 0, hits: [] });
    await shop.rows("DELETE FROM product WHERE product_no = 'X1'");
    expect(await buildIndex()).toMatchObject({ action: 'change', products: 8 });
    expect(await search('tandem')).toMatchObject({ candidates: 0, hits: [] });
    expect((await shop.run(['search', 'index', '--rebuild'])).exitCode).toBe(0);
    expect(await buildIndex()).toMatchObject({ action: 'keep', products: 8, segments: 1 });
  });
});

describe('a search', () => {
  it('finds active products by their words, the best field first', async () => {
    expect(numbers(await search('waterproof hiking jacket'))).toEqual(['J1', 'J3', 'J2', 'B1']);
  });

  it('corrects what no product has, and says so', async () => {
    const answer = await search('waterprof hikking jaket');
    expect(answer.corrections).toEqual([
      { from: 'waterprof', to: 'waterproof' },
      { from: 'hikking', to: 'hiking' },
      { from: 'jaket', to: 'jacket' },
    ]);
    expect(numbers(answer)[0]).toBe('J1');
    expect((await shop.run(['search', 'jaket'])).stdout).toContain('corrected jaket -> jacket');
  });

  it.each([
    ['J2', 'product number', 'J2'],
    ['j2-m', 'SKU', 'J2'],
    ['123456789012', 'GTIN', 'J1'],
    ['jacket', 'brand', 'B1'],
  ])('puts first what "%s" names as a %s', async (query, exact, productNo) => {
    const { hits } = await search(query);
    expect(hits[0]).toMatchObject({ product_no: productNo, exact });
  });

  it('is relaxed to beginnings of words, and says so', async () => {
    const answer = await search('ket');
    expect(answer.relaxed).toEqual(['to words that begin like those of the query']);
    expect(numbers(answer)).toEqual(['T1']);
  });

  it('shows products of one name and brand once', async () => {
    const { hits } = await search('tea kettle');
    expect(hits).toMatchObject([{ product_no: 'T1', siblings: 2 }]);
  });

  it('pages without a gap', async () => {
    const all = numbers(await search('jacket hiking'));
    const pages = [];
    for (let offset = 0; offset < all.length; offset += 1) {
      pages.push(...numbers(await search('jacket hiking', '-k', '1', '--offset', String(offset))));
    }
    expect(pages).toEqual(all);
  });

  it('finds nothing in an empty query, and words that are nowhere', async () => {
    expect(await search(' ')).toMatchObject({ hits: [], candidates: 0 });
    expect(await search('zzzzqqqq')).toMatchObject({ hits: [], unknown_words: ['zzzzqqqq'] });
    expect(await search("'; DROP TABLE product; -- \\ %")).toMatchObject({ hits: [] });
  });

  it('counts brands and categories', async () => {
    const { facets } = await search('jacket');
    expect(facets).toEqual({
      brands: [
        { value: 'Alpina', products: 2 },
        { value: 'Jacket', products: 1 },
      ],
      categories: [
        { value: 'Jackets', category_no: 'jackets', products: 3 },
        { value: 'Shoes', category_no: 'shoes', products: 1 },
      ],
      of: 4,
    });
  });

  it('finds what the synonyms of the environment file call otherwise, and says so', async () => {
    const file = join(shop.directory, 'aether.yaml');
    const before = await readFile(file, 'utf8');
    const environment = JSON.parse(before) as object;
    await shop.write('aether.yaml', JSON.stringify({ ...environment, search: { synonyms: 'words.yaml' } }));
    await shop.write(
      'words.yaml',
      'language: en\nreviewed_by: test\ngroups:\n  - [anorak, jacket, parka]\n  - [kettle, boiler]\n',
    );
    const anorak = await search('anorak');
    expect(anorak).toMatchObject({ synonyms: [{ word: 'anorak', also: ['jacket'] }], unknown_words: [] });
    expect(numbers(anorak).toSorted()).toEqual(['B1', 'J1', 'J2', 'J3']);
    expect((await search('anorack')).unknown_words).toEqual(['anorack']);
    expect((await search('kettle')).hits[0]?.product_no).toBe('T1');
    expect((await shop.run(['search', 'anorak'])).stdout).toContain('also jacket for anorak');
    await shop.write('words.yaml', 'language: en\n');
    expect((await shop.run(['search', 'anorak'])).exitCode).toBe(78);
    await shop.write('aether.yaml', before);
  });

  it('explains itself within 80 columns', async () => {
    const { stdout } = await shop.run(['search', 'waterproof jacket', '--explain']);
    const [, explained = ''] = stdout.split('\n\n');
    expect(explained).toMatch(/waterproof +title/);
    expect(stdout.split('\n').filter((line) => line.length > 100)).toEqual([]);
    expect(explained.split('\n').filter((line) => line.length > 80)).toEqual([]);
  });
});

describe('an evaluation', () => {
  const header = 'query\tproduct\tlabel\n';
  const evaluate = (...flags: string[]) =>
    shop.run(['search', 'eval', '--judgments', 'judged.tsv', ...flags]);

  interface Evaluated {
    readonly judged_products_missing: number;
    readonly systems: readonly { name: string; ndcg_at_10: number; per_query: Record<string, number> }[];
    readonly baseline: { gain: { mean: number } } | null;
  }

  it('measures the rankings, the FULLTEXT of the server beside them', async () => {
    await shop.write(
      'judged.tsv',
      `${header}hiking jacket\tJ1\tE\nhiking jacket\tJ3\tS\ntea\tT1\tE\ntea\tNONE\tI\n`,
    );
    const ended = await evaluate('--fulltext', '--typos', '--json');
    const { data } = documentOf<Evaluated>(ended);
    expect(ended.exitCode).toBe(0);
    expect(data.judged_products_missing).toBe(1);
    expect(data.systems.map(({ name }) => name)).toEqual(['BM25F', 'BM25F, one typo', 'InnoDB FULLTEXT']);
    expect(data.systems[0]?.per_query).toEqual({ 'hiking jacket': 1, tea: 1 });
    const scratch = await shop.rows(
      "SELECT table_name FROM information_schema.tables WHERE table_name LIKE 'search\\_fulltext%' AND table_schema = ?",
      [`${shop.database}_stage`],
    );
    expect(scratch).toEqual([]);
    await shop.write('before.json', ended.stdout);
  });

  it('compares with an earlier one', async () => {
    const { data } = documentOf<Evaluated>(await evaluate('--baseline', 'before.json', '--json'));
    expect(data.baseline?.gain.mean).toBe(0);
    expect((await evaluate('--baseline', 'before.json')).stdout).toContain('BM25F over before.json: +0.000');
    await shop.write('judged.tsv', `${header}boots\tB1\tE\n`);
    expect((await evaluate('--baseline', 'before.json')).stderr).toContain('measured other queries');
  });

  it('answers a gate by its exit code', async () => {
    await shop.write('judged.tsv', `${header}boots\tB1\t1\nboots\tJ1\t0.5\n`);
    expect((await evaluate('--gate', 'ndcg@10>=0.5')).exitCode).toBe(0);
    expect((await evaluate('--gate', 'ndcg@10 >= 1.0')).exitCode).toBe(1);
    expect((await evaluate('--gate', 'mrr>=0.5')).exitCode).toBe(64);
  });

  it.each([
    ['', 'INPUT_EMPTY'],
    [header, 'INPUT_EMPTY'],
    [`${header}boots\tB1\tX\n`, /judged\.tsv:2: not a judgment/],
    [`${header}boots\tB1\tE\n\tB1\tE\n`, /judged\.tsv:3: not a judgment/],
  ])('refuses %j', async (content, message) => {
    await shop.write('judged.tsv', content);
    expect((await evaluate()).stderr).toMatch(message);
  });
});

describe('filters', () => {
  it('ask whose prices count, if there are several', async () => {
    const ended = await shop.run(['search', 'jacket', '--max-price', '100']);
    expect(ended.exitCode).toBe(64);
    expect(ended.stderr).toMatch(/web EUR, retail EUR[^]*--channel and --currency/);
  });

  it('take the price that holds now', async () => {
    const answer = await search('jacket', '--max-price', '100', '--channel', 'web');
    expect(numbers(answer).toSorted()).toEqual(['B1', 'J1', 'J2']);
    expect(answer.hits.find(({ product_no }) => product_no === 'J1')).toMatchObject({
      price: '90.00',
      sku: 'J1-S',
    });
  });

  it('want price and stock of the same variant', async () => {
    const flags = ['--max-price', '100', '--channel', 'web', '--in-stock'];
    expect(numbers(await search('jacket', ...flags)).toSorted()).toEqual(['B1', 'J2']);
    const dear = await search('jacket', '--max-price', '150', '--channel', 'web', '--in-stock');
    expect(dear.hits.find(({ product_no }) => product_no === 'J1')).toMatchObject({
      price: '150.00',
      sku: 'J1-L',
    });
  });

  it('see a price and a status at once, without another index', async () => {
    await shop.rows('UPDATE price SET amount = 101 WHERE amount = 60');
    expect(numbers(await search('rain', '--max-price', '100', '--channel', 'web'))).toEqual([]);
    await shop.rows('UPDATE price SET amount = 60 WHERE amount = 101');
    await shop.rows("UPDATE product SET status = 'retired' WHERE product_no = 'J2'");
    expect(numbers(await search('rain'))).toEqual([]);
    await shop.rows("UPDATE product SET status = 'active' WHERE product_no = 'J2'");
    expect(numbers(await search('rain'))).toEqual(['J2']);
  });

  it.each([
    ['--category', 'clothes', ['B1', 'J1', 'J2', 'J3']],
    ['--category', 'Shoes', ['B1']],
    ['--brand', 'alpina', ['J1', 'J2']],
    ['--language', 'de', ['B1']],
  ])('%s %s', async (flag, value, expected) => {
    expect(numbers(await search('hiking jacket boots', flag, value)).toSorted()).toEqual(expected);
  });

  it.each([
    [['--brand', 'Alpinna'], 'no brand "Alpinna", did you mean "Alpina"?'],
    [['--category', 'Hats'], 'no category "Hats"'],
    [['--channel', 'fax'], 'no prices for fax'],
    [
      ['--channel', 'fäx', '--currency', '€'],
      'no prices for fäx €; there are prices for web EUR, retail EUR',
    ],
  ])('refuse %s', async (flags, message) => {
    const ended = await shop.run(['search', 'jacket', ...flags]);
    expect(ended.exitCode).toBe(64);
    expect(ended.stderr).toContain(message);
  });

  it('refuse an amount that is not a number', async () => {
    const ended = await shop.aether(['search', 'jacket', '--max-price', 'cheap']);
    expect(ended.exitCode).toBe(64);
    expect(ended.stderr).toContain('cheap is not an amount such as 120 or 99.90');
  });
});

describe('meaning', () => {
  it('is off for a small catalogue, which is said', async () => {
    const { stderr } = await shop.run(['search', 'index', '--rebuild']);
    expect(stderr).toContain('semantic search is off: it needs 200 products');
    expect(numbers(await search('hiking', '--semantic'))).toEqual(
      numbers(await search('hiking', '--lexical')),
    );
  });

  it('finds what is called otherwise, also of products that came later', async () => {
    const names = Array.from({ length: 220 }, (_, index) => {
      const model = `m${index % 13}`;
      return index % 2 === 0 ? `Velvet couch sofa seat ${model}` : `Steel teapot boiler ${model}`;
    });
    await shop.admin.query(`USE ${shop.database}`);
    await shop.admin.query('INSERT INTO product (product_no, name) VALUES ?', [
      names.map((name, index) => [`M${index}`, name]),
    ]);
    await insertProducts(shop, [{ no: 'C1', name: 'Velvet couch seat' }]);
    expect(await buildIndex()).toMatchObject({ action: 'create', products: 229 });
    expect(numbers(await search('sofa', '--lexical', '-k', '200'))).not.toContain('C1');
    expect(numbers(await search('sofa', '-k', '200'))).toContain('C1');
    await insertProducts(shop, [{ no: 'C2', name: 'Couch with a velvet seat' }]);
    expect(await buildIndex()).toMatchObject({ action: 'change', products: 230 });
    expect(numbers(await search('sofa', '--semantic', '-k', '200'))).toContain('C2');
    expect(numbers(await search('boiler', '--semantic', '-k', '5'))).not.toContain('C2');
  });

  it('is re-ranked by what judged queries teach', async () => {
    const judged = ['velvet sofa', 'couch', 'steel boiler', 'teapot m3'].flatMap((query) => [
      `${query}\t${query.includes('o') && !query.includes('boiler') && !query.includes('pot') ? 'M2' : 'M3'}\tE`,
      `${query}\tJ1\tI`,
    ]);
    await shop.write('judged.tsv', `query\tproduct\tlabel\n${judged.join('\n')}\n`);
    const train = await shop.run([
      'search',
      'train',
      '--judgments',
      'judged.tsv',
      '--out',
      'mine.yaml',
      '--json',
    ]);
    expect(documentOf<{ queries: number }>(train).data.queries).toBe(4);
    const measured = await shop.run(['search', 'eval', '--judgments', 'judged.tsv', '--json']);
    const { systems } = documentOf<{ systems: { name: string }[] }>(measured).data;
    expect(systems.map(({ name }) => name)).toEqual(['BM25F', 'LSA', 'hybrid', 're-ranked, held back']);
    expect(documentOf<{ ranking: string }>(await shop.run(['search', 'sofa', '--json'])).data.ranking).toBe(
      're-ranked',
    );
    const environment = JSON.parse(await readFile(join(shop.directory, 'aether.yaml'), 'utf8')) as object;
    await shop.write('aether.yaml', JSON.stringify({ ...environment, search: { reranker: 'mine.yaml' } }));
    expect(numbers(await search('sofa', '-k', '5'))).toHaveLength(5);
    await shop.write('mine.yaml', 'language: en\n');
    expect((await shop.run(['search', 'sofa'])).exitCode).toBe(78);
    await shop.write('aether.yaml', JSON.stringify(environment));
  });
});

describe('by reviews', () => {
  interface Found {
    readonly hits: readonly {
      readonly product_no: string;
      readonly in_reviews?: { readonly words: readonly string[]; readonly reviews: number };
    }[];
  }
  const find = async (...args: string[]) =>
    documentOf<Found>(await shop.run(['search', ...args, '--json'])).data.hits;

  beforeAll(async () => {
    // Orders and customers have nothing to do with it.
    await shop.rows('SET SESSION foreign_key_checks = 0');
    await shop.rows(
      `INSERT INTO review (review_no, order_id, placed_at, variant_id, rating, title, body)
       SELECT s.seq, s.seq, '2026-01-01', v.variant_id, 5, 'Whispers', 'So quiet, hardly a HUMMING noise of 100% steel'
         FROM (SELECT 1 AS seq UNION SELECT 2) AS s
         JOIN product_variant AS v JOIN product AS p USING (product_id) WHERE p.product_no = 'J2'`,
    );
    await shop.rows('SET SESSION foreign_key_checks = 1');
  });

  it('finds a product by words that only its customers use, if it is asked to', async () => {
    expect(await find('quiet hums', '--lexical')).toEqual([]);
    const [hit, ...others] = await find('quiet hums', '--lexical', '--reviews');
    expect(others).toEqual([]);
    expect(hit).toMatchObject({ product_no: 'J2', in_reviews: { words: ['quiet', 'hums'], reviews: 2 } });
    const { stdout } = await shop.run(['search', 'quiet', '--lexical', '--reviews']);
    expect(stdout).toContain('in reviews: #1 quiet (2)');
    expect(stdout).not.toContain('hardly');
  });

  it('says so of a product that its own words have found, and keeps the others', async () => {
    const without = await find('jacket', '--lexical', '-k', '50');
    const quiet = await find('quiet jacket', '--lexical', '--reviews', '-k', '50');
    expect(quiet.find(({ product_no }) => product_no === 'J2')?.in_reviews?.words).toEqual(['quiet']);
    expect(quiet).toHaveLength(without.length);
  });

  it('forgets a review with it, and takes the letters of a query as they are', async () => {
    const found = await find('100%_', '--lexical', '--reviews', '-k', '50');
    expect(found.map(({ product_no }) => product_no)).toContain('J2');
    await shop.rows('DELETE FROM review');
    expect(await find('quiet hums', '--lexical', '--reviews')).toEqual([]);
  });

  it('is not by meaning alone', async () => {
    expect((await shop.run(['search', 'quiet', '--semantic', '--reviews'])).exitCode).toBe(64);
  });
});

describe('without a query', () => {
  it('is refused away from a terminal, with what to type', async () => {
    const ended = await shop.run(['search']);
    expect(ended.exitCode).toBe(64);
    expect(ended.stderr).toMatch(/no query given[^]*aether search "QUERY"/);
  });

  it('answers query after query with what holds then, over a lost connection, until Ctrl-D', async () => {
    const terminal = await openTerminal(['search'], { cwd: shop.directory });
    await terminal.shows('search:');
    terminal.type('boots\r');
    await terminal.shows('Hiking boots');
    const asked = "SELECT id FROM information_schema.processlist WHERE db = ? AND user LIKE '%search%'";
    const sessions = await shop.rows(asked, [shop.database]);
    expect(sessions).toHaveLength(1);
    const open = await shop.rows(
      `SELECT trx_id FROM information_schema.innodb_trx WHERE trx_mysql_thread_id IN (${asked})`,
      [shop.database],
    );
    expect(open).toEqual([]);
    terminal.type('\r');
    await insertProducts(shop, [{ no: 'S1', name: 'Brass sextant' }]);
    expect(await buildIndex()).toMatchObject({ action: 'change' });
    await shop.rows(`KILL ${sessions[0]?.['id'] as number}`);
    terminal.type('sextant\r');
    await terminal.shows('Brass sextant');
    await shop.rows("UPDATE product SET status = 'draft' WHERE product_no = 'S1'");
    terminal.type('sextants\r');
    await terminal.shows('none of them passes the filters');
    terminal.type('\x04');
    const { exitCode, screen } = await terminal.ended;
    expect(exitCode, screen).toBe(0);
    expect(screen).toContain('searched 3 times');
  });

  it('asks once whose prices count', async () => {
    const terminal = await openTerminal(['search', '--max-price', '99999'], { cwd: shop.directory });
    await terminal.shows('search:');
    terminal.type('boots\r');
    await terminal.shows('Prices of which market?');
    terminal.type('\r');
    await terminal.shows('Hiking boots');
    // If it asked again, it would take this for the answer and show no jacket.
    terminal.type('jacket\r');
    await terminal.shows('Light rain jacket');
    terminal.type('\x04');
    const { exitCode, screen } = await terminal.ended;
    expect(exitCode, screen).toBe(0);
    expect(screen).toContain('searched 2 times');
  });

  it('goes on after a query that fails, and ends at Ctrl-C', async () => {
    const terminal = await openTerminal(['search', '--brand', 'Nobody'], { cwd: shop.directory });
    await terminal.shows('search:');
    terminal.type('boots\r');
    await terminal.shows('no brand "Nobody"');
    terminal.type('\x03');
    const { exitCode, screen } = await terminal.ended;
    expect(exitCode, screen).toBe(0);
    expect(screen).toContain('searched 0 times');
  });
});
