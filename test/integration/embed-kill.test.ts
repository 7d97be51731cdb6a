// @module-tag tried-once
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Ended, RunningAether } from '../support/aether-cli.ts';
import { documentOf } from '../support/aether-cli.ts';
import {
  addProducts,
  batchStates,
  countVectors,
  embedWell,
  KEY,
  openEmbeddingShop,
} from '../support/embedding-shop.ts';
import { type EmbeddingServer, refuse, startEmbeddingServer } from '../support/embedding-server.ts';
import { shortOrFull } from '../support/soak.ts';
import { sharedServer } from '../support/shared-server.ts';
import type { Workspace } from '../support/workspace.ts';

const ROUNDS = shortOrFull(1, 20);
const BATCHES = 4;
const MARK = 'Zebracanary';

let provider: EmbeddingServer;
let shop: Workspace;
let products = 0;

beforeAll(async () => {
  provider = await startEmbeddingServer();
  shop = await openEmbeddingShop({
    server: sharedServer(),
    database: 'aethertest_embed_kill',
    provider,
    products: 0,
    // Longer than any pause of a busy machine: no request may time out by itself.
    embeddings: { request_timeout: '10m' },
  });
});

afterEach(() => provider.behave(() => 'answer'));

afterAll(async () => {
  await shop[Symbol.asyncDispose]();
  await provider[Symbol.asyncDispose]();
});

const start = () =>
  shop.start(['embed', 'run', '--json'], { variables: { PROVIDER_KEY: KEY, AETHER_YES: '1' } });

async function add(count: number): Promise<void> {
  await addProducts(shop, products + 1, products + count);
  products += count;
}

/** Starts a run, and calls back when the given request has arrived; that one is answered or not. */
async function strikeAt(
  request: number,
  isAnswered: boolean,
  strike: (running: RunningAether) => void,
): Promise<Ended> {
  let count = 0;
  let running: RunningAether | undefined;
  provider.behave(() => {
    count += 1;
    if (count !== request || running === undefined) return 'answer';
    // Answered: the answer and the signal race, so the batch is committed or not.
    setImmediate(strike, running);
    return isAnswered ? 'answer' : 'handled';
  });
  running = start();
  return running.ended;
}

async function lostTexts(): Promise<number> {
  const [row] = await shop.rows(
    `SELECT CAST(COALESCE(SUM(texts), 0) AS DOUBLE) AS texts FROM ${shop.database}_meta.embedding_batch WHERE state = 'lost'`,
  );
  return row?.['texts'] as number;
}

const isProduct = ([text]: readonly [string, number]) => text.startsWith('Lamp');

it(`pays at most the request under way again, after kill -9 in ${ROUNDS} rounds, and counts it`, async () => {
  for (let round = 0; round < ROUNDS; round += 1) {
    await add(BATCHES * 100);
    const before = await lostTexts();
    provider.paid.clear();
    // Requests 1 and 2 are the canaries.
    const request = 3 + (round % BATCHES);
    const killed = await strikeAt(request, round % 2 === 1, (running) => running.kill('SIGKILL'));
    expect(killed.signal).toBe('SIGKILL');
    // That a dead run's lease ends by itself has a test of its own.
    await shop.admin.query(`DELETE FROM ${shop.database}_meta.lease`);
    provider.behave(() => 'answer');
    const data = await embedWell(shop);
    const lost = (await lostTexts()) - before;
    const paidAgain = [...provider.paid].filter((each) => isProduct(each) && each[1] > 1);
    expect(await countVectors(shop), `round ${round}`).toBe(products);
    expect(paidAgain.every(([, times]) => times === 2)).toBe(true);
    expect(paidAgain.length).toBeLessThanOrEqual(lost);
    expect(lost).toBeLessThanOrEqual(100);
    expect(data.possibly_paid_twice.texts).toBe(lost);
    expect(await batchStates(shop)).not.toHaveProperty('sent');
    if (round % 2 === 0) expect(lost).toBe(100);
  }
});

it('finishes the request under way at Ctrl-C, and keeps its vectors', async () => {
  await add(300);
  const before = await countVectors(shop);
  provider.paid.clear();
  const ended = await strikeAt(4, true, (running) => running.kill('SIGINT'));
  expect(ended.exitCode, ended.stderr).toBe(130);
  expect(await countVectors(shop)).toBe(before + [...provider.paid].filter(isProduct).length);
  expect(await batchStates(shop)).not.toHaveProperty('sent');
  expect(await shop.rows(`SELECT 1 FROM ${shop.database}_meta.lease`)).toEqual([]);
  provider.behave(() => 'answer');
  await embedWell(shop);
  expect(Math.max(...[...provider.paid].filter(isProduct).map(([, times]) => times))).toBe(1);
});

it('two runs at once pay nothing twice', async () => {
  await add(200);
  provider.paid.clear();
  const both = await Promise.all([start().ended, start().ended]);
  // On a busy machine the second one may wait for the lease in vain.
  const ends = both.map((ended) => documentOf(ended).error?.code ?? 'done');
  expect(ends).toContain('done');
  expect(['done', 'LEASE_HELD']).toEqual(expect.arrayContaining(ends));
  expect(await countVectors(shop)).toBe(products);
  expect(Math.max(...[...provider.paid].filter(isProduct).map(([, times]) => times))).toBe(1);
});

describe('neither the key nor a text', () => {
  let seen: string;

  beforeAll(async () => {
    await shop.admin.query(`INSERT INTO ${shop.database}.product (product_no, name) VALUES ('Z1', ?)`, [
      MARK,
    ]);
    provider.behave(({ texts, key }, reply) => {
      if (!texts.some((text) => text.includes(MARK))) return 'answer';
      refuse(reply, 400, [], `cannot embed "${texts.join()}" with ${key}`);
      return 'handled';
    });
    const variables = { PROVIDER_KEY: KEY, AETHER_YES: '1' };
    const stream = await shop.aether(['embed', 'run', '--json=stream', '--debug'], { variables });
    expect(stream.exitCode, stream.stderr).toBe(1);
    const failed = shop.start(['embed', 'run', '--debug', '--json'], {
      variables: { ...variables, PROVIDER_KEY: `${KEY}-wrong` },
    });
    const rest = await failed.ended;
    expect(documentOf(rest).ok).toBe(true);
    const runs = join(shop.directory, '.aether');
    const files = readdirSync(runs, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'utf8'));
    const ledger = await shop.rows(`SELECT * FROM ${shop.database}_meta.embedding_batch`);
    seen = [stream.stdout, stream.stderr, rest.stdout, rest.stderr, ...files, JSON.stringify(ledger)].join(
      '\n',
    );
  });

  it.each([KEY, MARK])('%s is in output, events, logs or ledger', (secret) => {
    expect(seen).not.toContain(secret);
    expect(seen).toContain('the request is refused');
  });
});
