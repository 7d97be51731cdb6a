import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { documentOf } from '../support/aether-cli.ts';
import { countVectors } from '../support/embedding-shop.ts';
import { DIMENSIONS, hasOnnx, ONNX_PACKAGES, WITHOUT_ONNX, writeTinyModel } from '../support/tiny-model.ts';
import { sharedServer } from '../support/shared-server.ts';
import { openWorkspace, type Workspace } from '../support/workspace.ts';

// A model in a directory of this computer, from the catalogue to the answer.

let shop: Workspace;

beforeAll(async () => {
  shop = await openWorkspace({
    server: sharedServer(),
    database: 'aethertest_embed_onnx',
    embeddings: {
      provider: 'onnx',
      model: 'tiny',
      model_directory: 'model',
      dimensions: DIMENSIONS,
      fields: ['title'],
    },
  });
  await shop.applySchema();
  await shop.admin.query(
    `INSERT INTO ${shop.database}.product (product_no, name, status) VALUES
       ('K', 'red kettle', 'active'), ('T', 'tent of steel', 'active'), ('B', 'blue tent', 'active')`,
  );
});

afterAll(() => shop?.[Symbol.asyncDispose]());

it('says which file of the directory is missing', async () => {
  const { error } = documentOf(await shop.run(['embed', 'plan', '--json']));
  expect(error).toMatchObject({
    code: 'EMBED_PROVIDER_FAILED',
    message: expect.stringMatching(/model\.yaml: no such file$/) as string,
  });
});

it('is planned at no cost, and says how to install what runs it', async () => {
  await writeTinyModel(join(shop.directory, 'model'));
  const plan = await shop.run(['embed', 'plan', '--json']);
  expect(documentOf(plan).error).toBeUndefined();
  const { error } = documentOf(await shop.run(['embed', 'run', '--yes', '--json']));
  expect(error?.message).toBe('onnx: the package onnxruntime-node is not installed');
  expect(error?.hint).toContain('npm install --no-save');
  expect(await countVectors(shop)).toBe(0);
});

interface Answer {
  readonly meaning: { readonly provider: string; readonly cost_usd: number };
  readonly hits: readonly { readonly product_no: string }[];
}

describe.skipIf(!hasOnnx)(`with the packages (${WITHOUT_ONNX})`, () => {
  const aether = (...args: string[]) =>
    shop.aether([...args, '--json'], { variables: { AETHER_YES: '1', NODE_PATH: ONNX_PACKAGES } });

  it('embeds, is swapped in and found by, and is another space once its files are others', async () => {
    expect(documentOf(await aether('embed', 'run')).data).toMatchObject({
      products_embedded: 3,
      cost_usd: 0,
    });
    expect(documentOf(await aether('embed', 'swap')).ok).toBe(true);
    expect(documentOf(await aether('search', 'index')).ok).toBe(true);
    const { meaning, hits } = documentOf<Answer>(await aether('search', 'red kettle', '--semantic')).data;
    expect(meaning).toMatchObject({ provider: 'onnx', cost_usd: 0 });
    expect(hits[0]?.product_no).toBe('K');
    await writeTinyModel(join(shop.directory, 'model'), 'pooling: cls\nmax_tokens: 16\n');
    expect(documentOf(await aether('embed', 'plan')).data).toMatchObject({ state: 'new' });
  });
});
