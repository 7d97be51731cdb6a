// @module-tag tried-once
import { spawn } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AetherError } from '../../src/lib/core/errors.ts';
import { documentOf } from '../support/aether-cli.ts';
import { KEY } from '../support/embedding-shop.ts';
import { type EmbeddingServer, startEmbeddingServer } from '../support/embedding-server.ts';
import { eventuallyEqual } from '../support/eventually.ts';
import { finish, ownSandbox, type OwnSandbox } from '../support/own-sandbox.ts';
import { soaking } from '../support/soak.ts';
import { hasVectorIndexes, vectorDifferences } from '../support/vector-tables.ts';

// A space with its vector index on three members: each builds a graph of its own. MariaDB 11.8 alone has one.

const AETHER = fileURLToPath(new URL('../../bin/aether.js', import.meta.url));
const NODES = ['node1', 'node2', 'node3'];
const DATA = 'aethermart';
const PRODUCTS = 600;

/** In soak alone, as three servers take long to start. */
const isRun = soaking && (await hasVectorIndexes());
let sandbox: OwnSandbox;
let provider: EmbeddingServer;
let environment: string;

async function aether(...args: string[]) {
  const child = spawn(process.execPath, [AETHER, '--env', environment, ...args], {
    cwd: sandbox.directory,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      ...process.env,
      AETHER_STATE_DIR: sandbox.context.stateDir,
      AETHER_YES: '1',
      PROVIDER_KEY: KEY,
    },
  });
  return finish(child);
}

async function aetherWell<Data>(...args: string[]): Promise<Data> {
  const ended = await aether(...args, '--json');
  const document = documentOf<Data>(ended);
  if (!document.ok) throw new Error(`${args.join(' ')}: ${document.error?.message}\n${ended.stderr}`);
  return document.data;
}

const sql = (node: string, statement: string) => sandbox.sql<Record<string, unknown>>(node, statement);

/** Numbers from 1 on, each with a name of its own and words that others share. */
const NUMBERED = `SELECT seq, CONCAT('Lamp ', seq),
  CONCAT_WS(' ', 'of', ELT(1 + seq MOD 7, 'oak', 'glass', 'linen', 'copper', 'paper', 'marble', 'bamboo'),
    ELT(1 + seq MOD 11, 'hall', 'attic', 'cellar', 'garage', 'studio', 'office', 'porch', 'kitchen', 'nursery', 'library', 'stairs'),
    ELT(1 + seq MOD 13, 'nordic', 'rustic', 'gothic', 'modern', 'baroque', 'shaker', 'tiffany', 'deco', 'loft', 'retro', 'tribal', 'plain', 'royal')), 'active'
  FROM ${DATA}.seq_1_to_${PRODUCTS}`;

beforeAll(async () => {
  if (!isRun) return;
  provider = await startEmbeddingServer();
  sandbox = await ownSandbox();
  await sandbox.up({ galera: true });
  const own = join(sandbox.context.stateDir, 'sandbox', 'aether.yaml');
  environment = join(sandbox.context.stateDir, 'sandbox', 'vectors.yaml');
  const embeddings = {
    provider: 'gemini',
    model: 'gemini-embedding-001',
    dimensions: 32,
    api_key: 'env:PROVIDER_KEY',
    base_url: provider.url,
    items_per_minute: 10_000_000,
  };
  await writeFile(environment, `${await readFile(own, 'utf8')}\nembeddings: ${JSON.stringify(embeddings)}\n`);
  await aetherWell('schema', 'apply');
  await sql('node1', `INSERT INTO ${DATA}.product (product_no, name, description, status) ${NUMBERED}`);
});

afterAll(async () => {
  await sandbox?.remove();
  await provider?.[Symbol.asyncDispose]();
});

/** On every member: the table with the index has exactly the vectors of the space. */
async function expectSameEverywhere(products: number): Promise<void> {
  const count = `SELECT CAST(COUNT(*) AS DOUBLE) AS count FROM ${DATA}.product_vec_s1`;
  for (const node of NODES) {
    await eventuallyEqual(`the vectors of ${node}`, {
      actual: async () => ({
        count: (await sql(node, count))[0]?.['count'],
        differences: await vectorDifferences((text) => sql(node, text), DATA, 1),
      }),
      expected: () => ({ count: products, differences: [] }),
    });
  }
}

interface Recall {
  readonly verdict: string;
  readonly nodes: readonly { readonly node: string; readonly scan: string; readonly reached: boolean }[];
}

/** Each member finds by its own graph what comparing all vectors finds. */
async function expectRecall(): Promise<void> {
  const { verdict, nodes } = await aetherWell<Recall>(
    'search',
    'recall',
    '--sample',
    '50',
    '--target',
    '0.98',
  );
  expect(nodes.map(({ node, scan, reached }) => ({ node, scan, reached }))).toEqual(
    NODES.map((node) => ({ node, scan: 'vector index', reached: true })),
  );
  expect(verdict).toBe('reached');
}

describe.skipIf(!isRun)('a space on three members (in soak, on a server with vector indexes)', () => {
  it('has its vectors and its index on each of them', async () => {
    expect(await aetherWell('embed', 'run')).toMatchObject({ products_embedded: PRODUCTS });
    await aetherWell('embed', 'swap');
    await aetherWell('search', 'index');
    await expectSameEverywhere(PRODUCTS);
    await expectRecall();
  });

  it('loses the vectors of products that any of them deletes, while a run changes others', async () => {
    await sql('node1', `UPDATE ${DATA}.product SET name = CONCAT(name, ' x') WHERE product_no MOD 3 = 0`);
    const deletes = NODES.map(async (node, place) => {
      // A member that another one is in conflict with answers 1213: whoever deletes asks again.
      for (let number = 10 + place; number <= 100; number += NODES.length)
        await again(() => sql(node, `DELETE FROM ${DATA}.product WHERE product_no = '${number}'`));
    });
    const [ended] = await Promise.all([aether('embed', 'run', '--json'), ...deletes]);
    expect(documentOf(ended).error).toBeUndefined();
    await aetherWell('embed', 'run');
    await expectSameEverywhere(PRODUCTS - 91);
    await expectRecall();
  });

  it('gets a new index that each of them builds, and is searched meanwhile', async () => {
    const rebuilding = aether('embed', 'run', '--rebuild-index', '--json');
    const answers = [];
    const state = { isDone: false };
    void rebuilding.finally(() => (state.isDone = true));
    while (!state.isDone) answers.push(await aether('search', 'lamp of copper', '--semantic', '--json'));
    expect(documentOf(await rebuilding).error).toBeUndefined();
    expect(answers.map((answer) => documentOf(answer).error?.message)).toEqual(answers.map(() => undefined));
    await expectSameEverywhere(PRODUCTS - 91);
    await expectRecall();
  });
});

const DEADLOCK = 1213;

async function again(work: () => Promise<unknown>): Promise<void> {
  for (let tries = 1; ; tries += 1) {
    try {
      await work();
      return;
    } catch (thrown) {
      const isDeadlock = thrown instanceof AetherError && thrown.details['errno'] === DEADLOCK;
      if (!isDeadlock || tries === 20) throw thrown;
    }
  }
}
