import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { documentOf } from '../support/aether-cli.ts';
import {
  addProducts,
  batchStates,
  countVectors,
  embed,
  embedWell,
  openEmbeddingShop,
} from '../support/embedding-shop.ts';
import {
  type Behaviour,
  type EmbeddingServer,
  json,
  refuse,
  startEmbeddingServer,
  vectorOf,
} from '../support/embedding-server.ts';
import { sharedServer } from '../support/shared-server.ts';
import type { Workspace } from '../support/workspace.ts';

let provider: EmbeddingServer;
let shop: Workspace;
let products = 0;

beforeAll(async () => {
  provider = await startEmbeddingServer();
  shop = await openEmbeddingShop({
    server: sharedServer(),
    database: 'aethertest_embed_refusals',
    provider,
    products: 0,
    // Longer than any pause of a busy machine: no request may time out by itself.
    embeddings: { request_timeout: '10m' },
  });
});

afterEach(async () => {
  provider.behave(() => 'answer');
  await shop.admin.query(`DELETE FROM ${shop.database}_meta.embedding_batch`);
});

afterAll(async () => {
  await shop[Symbol.asyncDispose]();
  await provider[Symbol.asyncDispose]();
});

/** Adds so many products; the canaries of a run come before them. */
async function add(count: number): Promise<void> {
  await addProducts(shop, products + 1, products + count);
  products += count;
}

const isCanary = (texts: readonly string[]) => texts.length === 8 && !texts[0]!.startsWith('Lamp');

/** The first request for products is answered in this way, all others as they should be. */
function once(behaviour: Behaviour): Behaviour {
  let isOver = false;
  return (request, reply) => {
    if (isOver || isCanary(request.texts)) return 'answer';
    isOver = true;
    return behaviour(request, reply);
  };
}

const timesPaid = () =>
  [...provider.paid].filter(([text]) => text.startsWith('Lamp')).map(([, times]) => times);

const handled = (work: (...given: Parameters<Behaviour>) => void): Behaviour => {
  return (...given) => {
    work(...given);
    return 'handled';
  };
};

describe('a request that fails once is sent again, and nothing is lost:', () => {
  it.each<[string, Behaviour, string, number]>([
    [
      '429 with RetryInfo',
      handled((_request, reply) =>
        refuse(reply, 429, [{ '@type': 'type.googleapis.com/google.rpc.RetryInfo', retryDelay: '1.2s' }]),
      ),
      'refused',
      0,
    ],
    ['500', handled((_request, reply) => refuse(reply, 500)), 'refused', 0],
    ['a cut link', handled((_request, reply) => void reply.destroy()), 'lost', 1],
    [
      'half an answer',
      handled((_request, reply) => void reply.writeHead(200).end('{"embeddings":[{')),
      'lost',
      1,
    ],
    [
      'one vector for all texts',
      handled((_request, reply) => json(reply, 200, { embeddings: [{ values: [1] }] })),
      'lost',
      1,
    ],
  ])('%s', async (what, behaviour, state, lost) => {
    await add(3);
    provider.behave(once(behaviour));
    const startedAt = performance.now();
    const data = await embedWell(shop);
    if (what.includes('RetryInfo')) expect(performance.now() - startedAt).toBeGreaterThan(1200);
    expect(data).toMatchObject({
      texts_sent: 3,
      refused: [],
      possibly_paid_twice: { requests: lost, texts: lost * 3 },
    });
    expect(await countVectors(shop)).toBe(products);
    expect(await batchStates(shop)).toMatchObject({ [state]: 1 });
    expect(new Set(timesPaid())).toEqual(new Set([1]));
    expect(provider.mostAtOnce()).toBe(1);
  });
});

describe('a text that the provider does not take', () => {
  const poison = 'Lamp Poison';

  async function addPoison(name: string): Promise<void> {
    await add(4);
    await shop.admin.query(`INSERT INTO ${shop.database}.product (product_no, name) VALUES (?, ?)`, [
      name,
      name,
    ]);
  }

  it.each<[string, Behaviour]>([
    ['is refused', handled((_request, reply) => refuse(reply, 400))],
    [
      'gets NaN',
      handled(({ texts, dimensions }, reply) =>
        json(reply, 200, {
          embeddings: texts.map((text) => ({
            values: text.startsWith(poison) ? [Number.NaN] : vectorOf(text, dimensions),
          })),
        }),
      ),
    ],
  ])('%s: it is isolated, the others are embedded, and it is not sent again', async (what, behaviour) => {
    const name = `${poison} ${what}`;
    await addPoison(name);
    const before = await countVectors(shop);
    provider.behave((request, reply) =>
      request.texts.some((text) => text.startsWith(name)) ? behaviour(request, reply) : 'answer',
    );
    const first = await embed(shop, 'run');
    expect(first.exitCode, first.stderr).toBe(1);
    const { data } = documentOf<{ refused: { product_no: string }[] }>(first);
    expect(data.refused.map(({ product_no }) => product_no)).toEqual([name]);
    expect(await countVectors(shop)).toBe(before + 4);
    provider.requests.length = 0;
    expect((await embed(shop, 'run')).exitCode).toBe(0);
    expect(provider.requests).toEqual([]);
    await shop.admin.query(`DELETE FROM ${shop.database}.product WHERE product_no = ?`, [name]);
  });
});

describe('a run that has to stop', () => {
  it('keeps what it has at the end of the day, and continues there', async () => {
    await add(150);
    let batches = 0;
    provider.behave((request, reply) => {
      if (isCanary(request.texts) || (batches += 1) === 1) return 'answer';
      refuse(reply, 429, [{ violations: [{ quotaId: 'EmbedRequestsPerDay' }] }]);
      return 'handled';
    });
    const stopped = await embed(shop, 'run');
    expect(documentOf(stopped).error?.code).toBe('EMBED_QUOTA_EXHAUSTED');
    expect(await countVectors(shop)).toBe(products - 50);
    provider.behave(() => 'answer');
    expect(await embedWell(shop)).toMatchObject({ texts_sent: 50 });
    expect(new Set(timesPaid())).toEqual(new Set([1]));
  });

  it('says that the key is refused', async () => {
    await add(1);
    provider.behave(handled((_request, reply) => refuse(reply, 400, [{ reason: 'API_KEY_INVALID' }])));
    expect(documentOf(await embed(shop, 'run')).error?.code).toBe('EMBED_ACCESS_DENIED');
  });

  it('sends nothing if the plan costs more than allowed', async () => {
    provider.requests.length = 0;
    const { error } = documentOf(await embed(shop, 'run', '--max-cost', '0'));
    expect(error?.code).toBe('EMBED_COST_LIMIT');
    expect(provider.requests).toEqual([]);
  });

  it('counts what was perhaps paid for nothing against its limit', async () => {
    const { data } = documentOf<{ cost_usd: number }>(await embed(shop, 'plan'));
    provider.behave((request, reply) => {
      if (isCanary(request.texts)) return 'answer';
      reply.destroy();
      return 'handled';
    });
    const { error } = documentOf(await embed(shop, 'run', '--max-cost', (data.cost_usd + 1e-6).toFixed(6)));
    expect(error?.code).toBe('EMBED_COST_LIMIT');
    expect(await batchStates(shop)).toMatchObject({ lost: 1 });
  });

  it('says that the model has changed under its name', async () => {
    provider.behave((request, reply) => {
      const embeddings = request.texts.map((text) => ({
        values: vectorOf(`${text} other`, 32).toReversed(),
      }));
      json(reply, 200, { embeddings });
      return 'handled';
    });
    expect(documentOf(await embed(shop, 'run')).error?.code).toBe('EMBED_MODEL_CHANGED');
    provider.behave(() => 'answer');
    await embedWell(shop);
  });
});
