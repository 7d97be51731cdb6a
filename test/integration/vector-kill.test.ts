// @module-tag tried-once
import { afterAll, beforeAll, expect, it } from 'vitest';
import { eventually } from '../support/eventually.ts';
import {
  addProducts,
  batchStates,
  embed,
  embedWell,
  KEY,
  openEmbeddingShop,
} from '../support/embedding-shop.ts';
import { type EmbeddingServer, startEmbeddingServer } from '../support/embedding-server.ts';
import { sharedServer } from '../support/shared-server.ts';
import { shortOrFull } from '../support/soak.ts';
import { hasVectorIndexes, vectorDifferences } from '../support/vector-tables.ts';
import type { Workspace } from '../support/workspace.ts';

// kill -9 of aether while it fills the table with the vector index: MariaDB 11.8 alone has one.

const ROUNDS = shortOrFull(2, 20);
const ADDED = 500;
const PART = 100;

let provider: EmbeddingServer;
let shop: Workspace;
let products = 0;

let hasIndex = false;

beforeAll(async () => {
  hasIndex = await hasVectorIndexes();
  if (!hasIndex) return;
  provider = await startEmbeddingServer();
  shop = await openEmbeddingShop({
    server: sharedServer(),
    database: 'aethertest_vector_kill',
    provider,
    products: 0,
  });
});

afterAll(async () => {
  await shop?.[Symbol.asyncDispose]();
  await provider?.[Symbol.asyncDispose]();
});

/** How many vectors the events of a run say it has copied into the table. */
function copiedSoFar(stdout: string): number {
  const done = [...stdout.matchAll(/"step_progress","step":"vector_index","done":(\d+)/g)];
  return Number(done.at(-1)?.[1] ?? 0);
}

/** Kills a run once it has copied so many vectors, or at the moment when it begins to. */
async function killAt(copied: number): Promise<void> {
  const running = shop.start(['embed', 'run', '--json=stream'], {
    variables: { PROVIDER_KEY: KEY, AETHER_YES: '1' },
  });
  let hasEnded = false;
  void running.ended.then(() => (hasEnded = true));
  await eventually(`the run has copied ${copied} vectors`, async () => {
    const { stdout } = running.written();
    const hasBegun = stdout.includes('"step":"vector_index"');
    return hasEnded || (hasBegun && copiedSoFar(stdout) >= copied) ? true : undefined;
  });
  running.kill('SIGKILL');
  const { signal, stderr } = await running.ended;
  expect(signal, stderr).toBe('SIGKILL');
  // That a dead run's lease ends by itself has a test of its own.
  await shop.admin.query(`DELETE FROM ${shop.database}_meta.lease`);
}

it(`is continued by the same command, in ${ROUNDS} rounds: nothing is lost, and nothing is paid again`, async ({
  skip,
}) => {
  if (!hasIndex) skip('this server has no vector indexes');
  for (let round = 0; round < ROUNDS; round += 1) {
    await addProducts(shop, products + 1, products + ADDED);
    products += ADDED;
    await shop.rows(
      `UPDATE ${shop.database}.product SET name = CONCAT(name, 'x') WHERE product_id % 7 = ${round % 7}`,
    );
    await killAt((round % 3) * PART);
    provider.paid.clear();
    const { possibly_paid_twice: twice } = await embedWell(shop);
    expect(await vectorDifferences((sql) => shop.rows(sql), shop.database, 1), `round ${round}`).toEqual([]);
    expect([...provider.paid.keys()].filter((text) => text.startsWith('Lamp'))).toEqual([]);
    expect(twice.texts).toBe(0);
    expect(await batchStates(shop)).not.toHaveProperty('sent');
    const [row] = await shop.rows(
      `SELECT CAST(COUNT(*) AS DOUBLE) AS vectors FROM ${shop.database}.product_vec_s1`,
    );
    expect(row?.['vectors']).toBe(products);
  }
  expect((await embed(shop, 'swap')).exitCode).toBe(0);
});
