import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { documentOf } from '../support/aether-cli.ts';
import {
  addProducts,
  batchStates,
  countVectors,
  embed,
  embedWell,
  KEY,
  openEmbeddingShop,
} from '../support/embedding-shop.ts';
import { type EmbeddingServer, startEmbeddingServer } from '../support/embedding-server.ts';
import { sharedServer } from '../support/shared-server.ts';
import type { Workspace } from '../support/workspace.ts';

let provider: EmbeddingServer;
let shop: Workspace;

beforeAll(async () => {
  provider = await startEmbeddingServer();
  shop = await openEmbeddingShop({
    server: sharedServer(),
    database: 'aethertest_embed_run',
    provider,
    products: 230,
  });
});

afterEach(() => provider.behave(() => 'answer'));

afterAll(async () => {
  await shop[Symbol.asyncDispose]();
  await provider[Symbol.asyncDispose]();
});

describe('embedding a catalogue', () => {
  it('is planned with texts, tokens and cost, and sends nothing', async () => {
    const { data } = documentOf<Record<string, unknown>>(await embed(shop, 'plan'));
    expect(data).toMatchObject({ products: 230, new_products: 230, texts_to_send: 230, state: 'new' });
    expect(data['cost_usd']).toBeCloseTo(((data['tokens'] as number) * 0.15) / 1e6, 10);
    expect(provider.requests).toEqual([]);
  });

  it('sends every text once, in batches of at most 100, after the canaries', async () => {
    const data = await embedWell(shop);
    expect(data).toMatchObject({ state: 'building', texts_sent: 230, products_embedded: 230, requests: 5 });
    expect(provider.requests.map(({ texts }) => texts.length)).toEqual([8, 8, 100, 100, 30]);
    expect(provider.requests.every(({ key }) => key === KEY)).toBe(true);
    expect(provider.requests[2]!.body['requests']).toContainEqual({
      model: 'models/gemini-embedding-001',
      content: { role: 'user', parts: [{ text: 'Lamp 1\nA lamp for room 1 made of brass' }] },
      taskType: 'RETRIEVAL_DOCUMENT',
      title: 'Lamp 1',
      outputDimensionality: 32,
    });
    expect(await countVectors(shop)).toBe(230);
  });

  it('stores vectors of length 1', async () => {
    const rows = await shop.rows(`SELECT embedding FROM ${shop.database}.product_embedding`);
    for (const row of rows) {
      const bytes = row['embedding'] as Buffer;
      const squares = Array.from({ length: 32 }, (_, index) => bytes.readFloatLE(index * 4) ** 2);
      expect(squares.reduce((sum, square) => sum + square, 0)).toBeCloseTo(1, 5);
    }
  });

  it('sends nothing again, whatever happens to the price', async () => {
    provider.requests.length = 0;
    expect(await embedWell(shop)).toMatchObject({ texts_sent: 0, requests: 0, cost_usd: 0 });
    expect(provider.requests).toEqual([]);
  });

  it('sends what is new or changed, and a text that comes back not again', async () => {
    await addProducts(shop, 231, 233);
    const rename = (name: string) =>
      shop.admin.query(`UPDATE ${shop.database}.product SET name = ? WHERE product_no = 'P1'`, [name]);
    await rename('Torch');
    expect(await embedWell(shop)).toMatchObject({ texts_sent: 4, products_embedded: 4 });
    await rename('Lamp 1');
    expect(await embedWell(shop)).toMatchObject({ texts_sent: 0, products_embedded: 1 });
  });

  it('pays a text that products share once', async () => {
    await shop.admin.query(
      `INSERT INTO ${shop.database}.product (product_no, name) VALUES ('S1', 'Same'), ('S2', 'Same'), ('S3', 'Same')`,
    );
    expect(await embedWell(shop)).toMatchObject({ texts_sent: 1, products_embedded: 3 });
  });

  it('does not keep a product from being deleted', async () => {
    const before = await countVectors(shop);
    await shop.admin.query(`DELETE FROM ${shop.database}.product WHERE product_no IN ('S1', 'P233')`);
    expect(await countVectors(shop)).toBe(before - 2);
  });

  it('has a plan as its dry run', async () => {
    await addProducts(shop, 234, 234);
    const { data } = documentOf<{ plan: { changes: number } }>(await embed(shop, 'run', '--dry-run'));
    expect(data.plan.changes).toBe(1);
    await embedWell(shop);
  });

  it('leaves a ledger in which every request is done', async () => {
    expect(Object.keys(await batchStates(shop))).toEqual(['done']);
  });
});
