// @module-tag tried-once
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { documentOf, type Ended } from '../support/aether-cli.ts';
import { addProducts, embed, embedWell, KEY, openEmbeddingShop } from '../support/embedding-shop.ts';
import { type EmbeddingServer, refuse, startEmbeddingServer } from '../support/embedding-server.ts';
import { sharedServer } from '../support/shared-server.ts';
import type { Workspace } from '../support/workspace.ts';

// Search by the space of a provider: with a vector index on MariaDB 11.8, by a file of vectors on earlier versions.

let provider: EmbeddingServer;
let shop: Workspace;
let hasIndex: boolean;

interface Answer {
  readonly ranking: string;
  readonly meaning: {
    readonly provider: string;
    readonly space_id: number | null;
    readonly languages: unknown;
    readonly scan: string;
    readonly cost_usd: number;
    readonly query_from_cache: boolean;
  } | null;
  readonly hits: readonly { readonly product_no: string; readonly cosine: number }[];
}

const run = (...args: string[]): Promise<Ended> => shop.run(['search', ...args], { PROVIDER_KEY: KEY });

async function search(query: string, ...flags: string[]): Promise<Answer> {
  return documentOf<Answer>(await run(query, ...flags, '--explain', '--json')).data;
}

const numbers = ({ hits }: Answer) => hits.map(({ product_no }) => product_no);

/** Queries that the provider was asked. */
const asked = () => provider.requests.flatMap(({ texts }) => texts);

async function countRows(table: string): Promise<number> {
  const [row] = await shop.rows(`SELECT CAST(COUNT(*) AS DOUBLE) AS count FROM ${shop.database}.${table}`);
  return row?.['count'] as number;
}

async function addProduct(number: string, name: string, brand: string): Promise<void> {
  const { database } = shop;
  await shop.admin.query(`INSERT IGNORE INTO ${database}.brand (brand_no, name) VALUES (?, ?)`, [
    brand,
    brand,
  ]);
  await shop.admin.query(
    `INSERT INTO ${database}.product (product_no, name, brand_id)
     SELECT ?, ?, brand_id FROM ${database}.brand WHERE brand_no = ?`,
    [number, name, brand],
  );
}

const MATERIALS = ['oak', 'glass', 'linen', 'copper', 'paper', 'marble', 'bamboo'];
const ROOMS = [
  'hall',
  'attic',
  'cellar',
  'garage',
  'studio',
  'office',
  'porch',
  'kitchen',
  'nursery',
  'library',
  'stairs',
];
const STYLES = [
  'nordic',
  'rustic',
  'gothic',
  'modern',
  'baroque',
  'shaker',
  'tiffany',
  'deco',
  'loft',
  'retro',
  'tribal',
  'plain',
  'royal',
];

/** Lamps of other words, so that their vectors differ. */
async function tellApart(): Promise<void> {
  const word = (words: readonly string[]) =>
    `ELT(1 + product_id % ${words.length}, ${words.map((each) => `'${each}'`).join(', ')})`;
  const words = [MATERIALS, ROOMS, STYLES].map(word).join(", ' ', ");
  await shop.rows(`UPDATE ${shop.database}.product SET description = CONCAT('A lamp of brass, ', ${words})`);
}

beforeAll(async () => {
  provider = await startEmbeddingServer();
  shop = await openEmbeddingShop({
    server: sharedServer(),
    database: 'aethertest_search_space',
    provider,
    products: 350,
  });
  await tellApart();
  await addProduct('SOFA', 'Velvet sofa', 'Kocher');
  await shop.admin.query(`UPDATE ${shop.database}.product SET status = 'active'`);
  const [row] = await shop.rows('SELECT VERSION() AS version');
  hasIndex = !String(row?.['version']).startsWith('10.');
  expect((await run('index')).exitCode).toBe(0);
  await embedWell(shop);
});

afterAll(async () => {
  await shop?.[Symbol.asyncDispose]();
  await provider?.[Symbol.asyncDispose]();
});

beforeEach(() => {
  provider.requests.length = 0;
  provider.behave(() => 'answer');
});

it('is not used before a space is live', async () => {
  expect((await search('lamp of brass', '--semantic')).meaning?.provider).not.toBe('gemini');
  expect(asked()).toEqual([]);
  expect((await embed(shop, 'swap')).exitCode).toBe(0);
});

describe('a search by the live space', () => {
  it('says which provider was asked, which languages it serves, and what it has cost', async () => {
    const answer = await search('velvet sofa', '--semantic');
    expect(answer.meaning).toMatchObject({
      provider: 'gemini',
      space_id: 1,
      languages: 'many',
      scan: hasIndex ? 'vector index' : 'exact',
      query_from_cache: false,
    });
    expect(answer.meaning?.cost_usd).toBeGreaterThan(0);
    expect(answer.ranking).toBe('meaning');
    expect(answer.hits[0]).toMatchObject({ product_no: 'SOFA' });
    expect(answer.hits[0]?.cosine).toBeGreaterThan(0.7);
    const text = (await run('velvet sofa')).stdout;
    expect(text).toContain('meaning by gemini/gemini-embedding-001/32, many languages, known query');
  });

  it('pays a query once, and keeps it without its text', async () => {
    await search('lamp for room 7');
    await search('lamp for room 7', '--semantic');
    expect(asked()).toEqual(['lamp for room 7']);
    const directory = join(shop.directory, '.aether', 'cache', 'query-vectors');
    for (const name of await readdir(directory))
      expect((await readFile(join(directory, name))).toString('latin1')).not.toContain('room');
  });

  it('masks what may be personal before it is sent', async () => {
    await search('lamp of anna@example.org');
    expect(asked()).toEqual(['lamp of [email]']);
  });

  it('finds by words and the space together', async () => {
    const answer = await search('velvet');
    expect(answer.meaning?.provider).toBe('gemini');
    expect(numbers(answer)[0]).toBe('SOFA');
    expect(numbers(answer)).toHaveLength(10);
    expect(answer.hits.map(({ cosine }) => typeof cosine)).not.toContain('undefined');
  });

  it('asks nobody if words alone are wanted', async () => {
    expect((await search('brass lamp', '--lexical')).meaning).toBeNull();
    expect(asked()).toEqual([]);
  });

  it('compares each product that passes a narrow filter, however far it is', async () => {
    const answer = await search('room brass lamp', '--semantic', '--brand', 'Kocher');
    expect(answer.meaning?.scan).toBe('exact');
    expect(numbers(answer)).toEqual(['SOFA']);
  });
});

describe('a provider that gives no vector', () => {
  it.each([
    ['may not be paid', ['--max-cost', '0'], 'more than the limit of $0'],
    ['fails', [], 'HTTP 500'],
  ])('%s: the search answers by words, and says why', async (what, flags, message) => {
    provider.behave((_, reply) => {
      refuse(reply, 500);
      return 'handled';
    });
    const ended = await run(`lamp that ${what}`, ...flags, '--json');
    expect(ended.exitCode, ended.stderr).toBe(0);
    expect(documentOf<Answer>(ended).data.meaning?.provider).not.toBe('gemini');
    expect(ended.stderr).toContain('ranked without the provider of embeddings');
    expect(ended.stderr).toContain(message);
    expect(ended.stderr).not.toContain(KEY);
    expect(asked()).toHaveLength(flags.length === 0 ? 1 : 0);
  });

  it('of another model than the live space is not asked', async () => {
    const file = join(shop.directory, 'aether.yaml');
    const before = await readFile(file, 'utf8');
    await shop.write('aether.yaml', before.replace('gemini-embedding-001', 'gemini-embedding-2'));
    const ended = await run('copper lamp');
    await shop.write('aether.yaml', before);
    expect(ended.exitCode).toBe(0);
    expect(ended.stderr).toContain('gemini/gemini-embedding-001/32 is not asked');
    expect(asked()).toEqual([]);
  });
});

describe('an evaluation of the live space', () => {
  interface Evaluated {
    readonly systems: readonly {
      readonly name: string;
      readonly ndcg_at_10: number;
      readonly per_query: Readonly<Record<string, number>>;
    }[];
    readonly space: { readonly id: number; readonly name: string; readonly cost_usd: number } | null;
    readonly baseline: { readonly system: string; readonly gain: { readonly mean: number } } | null;
  }

  const JUDGED = [
    'query\tproduct\tlabel',
    'Kocher velvet sofa\tSOFA\tE',
    'lamp 7\tP7\tE',
    'lamp 9\tP9\tE',
    '',
  ].join('\n');
  const evaluate = (...flags: string[]) => run('eval', '--judgments', 'judged.tsv', ...flags);

  beforeAll(() => shop.write('judged.tsv', JUDGED));

  it('measures it alone and in each ranking, and asks for each query once', async () => {
    const ended = await evaluate('--json');
    const { systems, space } = documentOf<Evaluated>(ended).data;
    const names = systems.map(({ name }) => name);
    expect(names.slice(-3)).toEqual(['live space', 'hybrid with space', 're-ranked with space, held back']);
    expect(systems.find(({ name }) => name === 'live space')?.per_query).toMatchObject({
      'Kocher velvet sofa': 1,
    });
    expect(space).toMatchObject({ id: 1, name: 'gemini/gemini-embedding-001/32' });
    expect(space?.cost_usd).toBeGreaterThan(0);
    expect(asked().toSorted()).toEqual(['Kocher velvet sofa', 'lamp 7', 'lamp 9']);
    await shop.write('before.json', ended.stdout);
  });

  it('is gated, and compared with an earlier one, without paying again', async () => {
    const ended = await evaluate('--baseline', 'before.json', '--gate', 'ndcg@10>=0.5', '--json');
    expect(ended.exitCode, ended.stderr).toBe(0);
    const { baseline, space } = documentOf<Evaluated>(ended).data;
    expect(baseline?.gain.mean).toBe(0);
    expect(space?.cost_usd).toBe(0);
    expect(asked()).toEqual([]);
    expect((await evaluate()).stdout).toContain('space 1: gemini/gemini-embedding-001/32');
  });

  it('is left out, with the reason, if a vector of a query may not be paid', async () => {
    await shop.write('judged.tsv', `${JUDGED}lamp 11\tP11\tE\n`);
    const ended = await evaluate('--max-cost', '0', '--json');
    const { systems, space } = documentOf<Evaluated>(ended).data;
    expect(systems.map(({ name }) => name)).not.toContain('live space');
    expect(space).toBeNull();
    expect(ended.stderr).toContain('more than the limit of $0');
    expect(asked()).toEqual([]);
  });
});

describe('a space that changes', () => {
  it('is searched as it is after the next run', async () => {
    await addProduct('HARP', 'Golden harp', 'Kocher');
    await shop.admin.query(`UPDATE ${shop.database}.product SET name = 'Bench' WHERE product_no = 'SOFA'`);
    await shop.admin.query(`UPDATE ${shop.database}.product SET status = 'active'`);
    expect(numbers(await search('golden harp', '--semantic'))).not.toContain('HARP');
    await embedWell(shop);
    expect((await search('golden harp', '--semantic')).hits[0]?.product_no).toBe('HARP');
    const sofa = (await search('velvet sofa', '--semantic', '-k', '400')).hits;
    expect(sofa.find(({ product_no }) => product_no === 'SOFA')?.cosine).toBeLessThan(0.5);
  });

  it('loses the vector of a product that is deleted', async () => {
    await shop.admin.query(`DELETE FROM ${shop.database}.product WHERE product_no = 'HARP'`);
    expect(numbers(await search('golden harp', '--semantic'))).not.toContain('HARP');
    if (hasIndex) expect(await countRows('product_vec_s1')).toBe(await countRows('product_embedding'));
  });
});

interface Recall {
  readonly verdict: string;
  readonly nodes: readonly {
    readonly scan?: string;
    readonly recall_at_10?: number;
    readonly reached: boolean;
  }[];
}

const recall = async (...flags: string[]) => {
  const ended = await run('recall', '--sample', '40', ...flags, '--json');
  return { exitCode: ended.exitCode, ...documentOf<Recall>(ended).data };
};

/** What `aether check` finds of the space: check and status. */
async function findings(...flags: string[]): Promise<Record<string, string>> {
  const ended = await shop.run([...flags, 'check', '--json'], { PROVIDER_KEY: KEY });
  const { data } = documentOf<{ findings: { check: string; status: string; message: string }[] }>(ended);
  const names = ['stale vectors', 'orphan vectors', 'zero vectors', 'mixed vectors', 'canaries', 'recall'];
  return Object.fromEntries(
    data.findings.filter(({ check }) => names.includes(check)).map(({ check, status }) => [check, status]),
  );
}

const SOUND = {
  'stale vectors': 'ok',
  'orphan vectors': 'ok',
  'zero vectors': 'ok',
  'mixed vectors': 'ok',
  canaries: 'ok',
};

const database = 'aethertest_search_space';

describe('aether search recall', () => {
  it('compares every server with an exact scan, and asks no provider', async () => {
    const found = await recall();
    expect(found).toMatchObject({ exitCode: 0, verdict: 'reached' });
    expect(found.nodes).toHaveLength(1);
    expect(found.nodes[0]?.scan).toBe(hasIndex ? 'vector index' : 'exact');
    expect(asked()).toEqual([]);
  });

  it('ends with 1 if a server finds too few, until its index is made again', async ({ skip }) => {
    if (!hasIndex) skip('this server has no vector indexes');
    await shop.rows(`DELETE FROM ${database}.product_vec_s1 WHERE product_id % 2 = 0`);
    expect(await recall()).toMatchObject({ exitCode: 1, verdict: 'below' });
    await embedWell(shop, '--rebuild-index');
    expect(await recall()).toMatchObject({ exitCode: 0, verdict: 'reached' });
  });

  it('ends with 2 if a server cannot be asked', async () => {
    const hosts = { db2: { address: '127.0.0.1', roles: ['replica'], ports: { mariadb: 1 } } };
    await shop.write('aether.two.yaml', JSON.stringify({ hosts }));
    const ended = await shop.run(['--env', 'two', 'search', 'recall', '--sample', '5']);
    expect(ended.exitCode, ended.stderr).toBe(2);
    expect(ended.stdout).toMatch(/db2 +unknown/);
  });
});

describe('aether check', () => {
  it('finds a sound space sound, on each server with an index by its recall', async () => {
    expect(await findings()).toEqual({ ...SOUND, ...(hasIndex ? { recall: 'ok' } : {}) });
  });

  it('finds stale, zero and mixed vectors', async () => {
    const one = 'WHERE space_id = 1 ORDER BY product_id LIMIT 1';
    await shop.rows(`UPDATE ${database}.product SET name = 'Mug' WHERE product_no = 'P3'`);
    await shop.rows(`UPDATE ${database}.product_embedding SET embedding = REPEAT(0x00, 128) ${one}`);
    const index = hasIndex ? { 'mixed vectors': 'fail' } : {};
    expect(await findings()).toMatchObject({
      ...SOUND,
      'stale vectors': 'warn',
      'zero vectors': 'fail',
      ...index,
    });
    await shop.rows(
      `UPDATE ${database}.product_embedding SET embedding = REPEAT(0x00, 64), dimensions = 16 ${one}`,
    );
    expect(await findings()).toMatchObject({ 'mixed vectors': 'fail' });
    await shop.rows(
      `UPDATE ${database}.product_embedding AS e JOIN ${database}.embedding_cache AS c USING (space_id, content_sha256)
          SET e.embedding = c.embedding, e.dimensions = 32`,
    );
    await embedWell(shop);
    expect(await findings()).toMatchObject(SOUND);
  });

  it('finds rows of the index without a vector', async ({ skip }) => {
    if (!hasIndex) skip('this server has no vector indexes');
    await shop.rows(
      `INSERT INTO ${database}.product_vec_s1 SELECT 900002, 'x', v FROM ${database}.product_vec_s1 LIMIT 1`,
    );
    expect(await findings()).toMatchObject({ 'orphan vectors': 'fail' });
    await embedWell(shop);
  });

  it('finds a model that gives other vectors now, and says if nobody answers', async () => {
    const [row] = await shop.rows(`SELECT HEX(canaries) AS hex FROM ${database}.embedding_space`);
    await shop.rows(
      `UPDATE ${database}.embedding_space SET canaries = CONCAT(SUBSTRING(canaries, 129), LEFT(canaries, 128))`,
    );
    expect(await findings()).toMatchObject({ canaries: 'fail' });
    await shop.rows(`UPDATE ${database}.embedding_space SET canaries = 0x${row?.['hex'] as string}`);
    provider.behave((_, reply) => {
      refuse(reply, 500);
      return 'handled';
    });
    expect(await findings()).toMatchObject({ canaries: 'unknown' });
  });

  it('has nothing to look at without a section embeddings', async () => {
    const file = join(shop.directory, 'aether.yaml');
    const before = await readFile(file, 'utf8');
    await shop.write(
      'aether.yaml',
      JSON.stringify({ ...(JSON.parse(before) as object), embeddings: undefined }),
    );
    expect(await findings()).toEqual({});
    await shop.write('aether.yaml', before);
  });
});

describe('the vector index', () => {
  it('is there on servers that have the type, and only there', async () => {
    const tables = await shop.rows("SHOW TABLES FROM aethertest_search_space LIKE 'product\\_vec\\_%'");
    expect(tables).toHaveLength(hasIndex ? 1 : 0);
  });

  it('is what the server searches by, and takes vectors of length 1 alone', async ({ skip }) => {
    if (!hasIndex) skip('this server has no vector indexes');
    const table = `${shop.database}.product_vec_s1`;
    const query = `X'0000803f${'00000000'.repeat(31)}'`;
    const [plan] = await shop.rows(
      `EXPLAIN SELECT product_id FROM ${table} ORDER BY VEC_DISTANCE_COSINE(v, ${query}) LIMIT 10`,
    );
    expect(plan?.['key']).toBe('vi');
    await expect(shop.rows(`INSERT INTO ${table} VALUES (900001, 'x', REPEAT(0x00, 128))`)).rejects.toThrow(
      'chk_product_vec_s1_length',
    );
  });

  it('is completed by the next run, whatever a killed one or a hand has left', async ({ skip }) => {
    if (!hasIndex) skip('this server has no vector indexes');
    const table = `${shop.database}.product_vec_s1`;
    await shop.rows(`DELETE FROM ${table} ORDER BY product_id LIMIT 120`);
    await shop.rows(`INSERT INTO ${table} SELECT 900001, 'x', v FROM ${table} LIMIT 1`);
    await embedWell(shop);
    expect(await countRows('product_vec_s1')).toBe(await countRows('product_embedding'));
    expect(await shop.rows(`SELECT 1 FROM ${table} WHERE product_id = 900001`)).toEqual([]);
  });

  it('is made for the vectors that an earlier version has left, and deleted with its space', async ({
    skip,
  }) => {
    if (!hasIndex) skip('this server has no vector indexes');
    await shop.rows(`DROP TRIGGER ${shop.database}.product_embedding_after_delete_s1`);
    await shop.rows(`DROP TABLE ${shop.database}.product_vec_s1`);
    await embedWell(shop);
    expect(await countRows('product_vec_s1')).toBe(await countRows('product_embedding'));
    const before = await readFile(join(shop.directory, 'aether.yaml'), 'utf8');
    await shop.write('aether.yaml', before.replace('"dimensions":32', '"dimensions":16'));
    await embedWell(shop);
    expect((await embed(shop, 'swap')).exitCode).toBe(0);
    expect((await embed(shop, 'gc', '--confirm', 'test')).exitCode).toBe(0);
    expect(await shop.rows("SHOW TABLES FROM aethertest_search_space LIKE 'product\\_vec\\_%'")).toHaveLength(
      1,
    );
    await addProducts(shop, 901, 901);
    await shop.rows(`DELETE FROM ${shop.database}.product WHERE product_no = 'P901'`);
  });
});
