import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { documentOf } from '../support/aether-cli.ts';
import { addProducts, countVectors, embed, embedWell, openEmbeddingShop } from '../support/embedding-shop.ts';
import { type EmbeddingServer, startEmbeddingServer } from '../support/embedding-server.ts';
import { sharedServer } from '../support/shared-server.ts';
import type { Workspace } from '../support/workspace.ts';

let provider: EmbeddingServer;
let shop: Workspace;

beforeAll(async () => {
  provider = await startEmbeddingServer();
  shop = await openEmbeddingShop({
    server: sharedServer(),
    database: 'aethertest_embed_spaces',
    provider,
    products: 20,
  });
});

afterAll(async () => {
  await shop[Symbol.asyncDispose]();
  await provider[Symbol.asyncDispose]();
});

/** The environment file with another section `embeddings`. */
async function configure(embeddings: Readonly<Record<string, unknown>>): Promise<void> {
  const file = `${shop.directory}/aether.yaml`;
  const environment = JSON.parse(await readFile(file, 'utf8')) as { embeddings: object };
  await shop.write(
    'aether.yaml',
    JSON.stringify({ ...environment, embeddings: { ...environment.embeddings, ...embeddings } }),
  );
}

interface StatusData {
  readonly spaces: readonly {
    readonly id: number;
    readonly state: string;
    readonly products_with_vector: number;
  }[];
  readonly spending: readonly { readonly requests: number; readonly cost_usd: number }[];
}

const states = async () => {
  const { data } = documentOf<StatusData>(await embed(shop, 'status'));
  return data.spaces.map(({ state }) => state);
};

const liveVectors = async () => {
  const [row] = await shop.rows(
    `SELECT CAST(COUNT(*) AS DOUBLE) AS count FROM ${shop.database}.live_product_embedding`,
  );
  return row?.['count'] as number;
};

describe('spaces', () => {
  it('cannot be swapped in before there are any', async () => {
    expect(documentOf(await embed(shop, 'swap')).error?.code).toBe('EMBED_NOT_READY');
  });

  it('are not read before they are swapped in', async () => {
    await embedWell(shop);
    expect(await states()).toEqual(['building']);
    expect(await liveVectors()).toBe(0);
    expect((await embed(shop, 'swap')).exitCode).toBe(0);
    expect(await states()).toEqual(['live']);
    expect(await liveVectors()).toBe(20);
  });

  it('stay live while another one is built', async () => {
    await configure({ fields: ['title'] });
    expect(await embedWell(shop)).toMatchObject({ state: 'building', texts_sent: 20 });
    expect(await states()).toEqual(['live', 'building']);
    expect(await liveVectors()).toBe(20);
    expect(await countVectors(shop)).toBe(40);
  });

  it('are not swapped in if a product lacks its vector', async () => {
    await addProducts(shop, 21, 21);
    const { error } = documentOf(await embed(shop, 'swap'));
    expect(error).toMatchObject({ code: 'EMBED_NOT_READY', details: { missing: 1 } });
    await embedWell(shop);
  });

  it('are not swapped in if a vector is not of length 1', async () => {
    const damage = (factor: string) =>
      shop.admin.query(
        `UPDATE ${shop.database}.product_embedding SET embedding = ${factor} WHERE space_id = 2 ORDER BY product_id LIMIT 1`,
      );
    const [row] = await shop.rows(
      `SELECT HEX(embedding) AS hex FROM ${shop.database}.product_embedding WHERE space_id = 2 ORDER BY product_id LIMIT 1`,
    );
    await damage(`REPEAT(0x00, 128)`);
    const { error } = documentOf(await embed(shop, 'swap'));
    expect(error).toMatchObject({ code: 'EMBED_NOT_READY', details: { badVectors: 1 } });
    await damage(`0x${row?.['hex'] as string}`);
  });

  it('are swapped, and swapped back', async () => {
    expect((await embed(shop, 'swap')).exitCode).toBe(0);
    expect(await states()).toEqual(['old', 'live']);
    expect(await liveVectors()).toBe(21);
    await configure({ fields: ['title', 'brand', 'category', 'attributes', 'description'] });
    await embedWell(shop);
    expect((await embed(shop, 'swap')).exitCode).toBe(0);
    expect(await states()).toEqual(['live', 'old']);
  });

  it('are deleted by gc once they are old, after a question', async () => {
    const asked = await embed(shop, 'gc');
    expect(documentOf(asked).error?.code).toBe('CONFIRMATION_REQUIRED');
    const { data } = documentOf(await embed(shop, 'gc', '--confirm', 'test'));
    expect(data).toMatchObject({ spaces_deleted: 1, rows_deleted: 42 });
    expect(await states()).toEqual(['live']);
    expect(await liveVectors()).toBe(21);
  });

  it('lose cached vectors of texts that no product has', async () => {
    await shop.admin.query(`UPDATE ${shop.database}.product SET name = 'Torch' WHERE product_no = 'P1'`);
    await embedWell(shop);
    const { data } = documentOf(await embed(shop, 'gc', '--confirm', 'test'));
    expect(data).toMatchObject({ spaces_deleted: 0, rows_deleted: 1 });
    expect(documentOf(await embed(shop, 'gc')).data).toMatchObject({ rows_deleted: 0 });
  });
});

describe('personal data', () => {
  beforeAll(async () => {
    await shop.admin.query(
      `INSERT INTO ${shop.database}_meta.pii_column VALUES ('data', 'product', 'description', 'free_text', 'null')`,
    );
    await shop.admin.query(
      `INSERT INTO ${shop.database}.product (product_no, name, description)
       VALUES ('PII', 'Desk', 'ask anna.schmidt@example.org or +49 (30) 1234-5678, size 120 x 80')`,
    );
  });

  it('is not sent unless the environment file allows it by name', async () => {
    provider.requests.length = 0;
    for (const command of ['plan', 'run']) {
      const { error } = documentOf(await embed(shop, command));
      expect(error?.code).toBe('EMBED_PERSONAL_DATA');
      expect(error?.message).toContain('product.description');
    }
    expect(provider.requests).toEqual([]);
  });

  it('is masked when it is allowed', async () => {
    await configure({ send_personal: ['product.description'] });
    await embedWell(shop);
    const sent = provider.requests.flatMap(({ texts }) => texts).filter((text) => text.startsWith('Desk'));
    expect(sent).toEqual(['Desk\nask [email] or [number], size 120 x 80']);
  });

  it('goes to a provider on this computer as it is', async () => {
    await configure({ provider: 'openai', model: 'local', send_personal: [], api_key: undefined });
    await embedWell(shop);
    const sent = provider.requests.flatMap(({ texts }) => texts).filter((text) => text.startsWith('Desk'));
    expect(sent.at(-1)).toContain('anna.schmidt@example.org');
  });
});
