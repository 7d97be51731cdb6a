import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import {
  type Behaviour,
  type EmbeddingServer,
  json,
  refuse,
  startEmbeddingServer,
} from '../../../../test/support/embedding-server.ts';
import type { EmbeddingsSection } from '../../infra/config/sections/embeddings-section.ts';
import { createEmbedder } from './create-embedder.ts';
import type { Embedder } from './embedder.ts';
import { provider as gemini } from './providers/gemini.ts';
import { provider as openai } from './providers/openai.ts';
import { refusalFacts } from './refusal.ts';
import { lengthOf } from './vectors.ts';

const SECRET = 'key-that-no-message-repeats';
const TEXTS = ['Lamp\nof brass', 'Chair\nof oak'];

let server: EmbeddingServer;
beforeAll(async () => {
  server = await startEmbeddingServer();
});
afterEach(() => {
  server.behave(() => 'answer');
  server.requests.length = 0;
});
afterAll(() => server[Symbol.asyncDispose]());

async function connect(provider: typeof gemini, model: string, timeout = 600): Promise<Embedder> {
  const section = {
    provider: provider.name,
    model,
    dimensions: 32,
    base_url: server.url,
    api_key: 'env:KEY',
    request_timeout: timeout,
    document_prefix: 'passage: ',
    query_prefix: 'query: ',
  } as EmbeddingsSection;
  const space = { provider: provider.name, model, dimensions: 32, scheme: '', template: '' };
  return createEmbedder(
    { secret: async () => SECRET },
    {
      provider,
      section,
      space,
      usdPerMillionTokens: 0,
      maxTokens: 9,
      itemsPerMinute: 9,
      languages: undefined,
      isLocal: true,
    },
  );
}

const { signal } = new AbortController();
const embedder = () => connect(gemini, 'gemini-embedding-001');
const embedOnce = async () => (await embedder()).embed(TEXTS, 'document', signal);

async function refusalOf(behaviour: Behaviour, promise: () => Promise<unknown> = embedOnce) {
  server.behave(behaviour);
  const thrown: unknown = await promise().then(
    () => undefined,
    (reason: unknown) => reason,
  );
  const printed = JSON.stringify([String(thrown), thrown, (thrown as Error | undefined)?.stack]);
  for (const secret of [SECRET, 'brass', 'oak']) expect(printed).not.toContain(secret);
  return refusalFacts(thrown);
}

const values = (vectors: readonly unknown[]): Behaviour => {
  return (_request, reply) => {
    json(reply, 200, { embeddings: vectors.map((vector) => ({ values: vector })) });
    return 'handled';
  };
};

const good = Array.from({ length: 32 }, () => 3);

describe('an embedder', () => {
  it('gives vectors of length 1 in the order of the texts', async () => {
    const { vectors } = await embedOnce();
    expect(vectors.map((vector) => lengthOf(vector))).toEqual([expect.closeTo(1, 5), expect.closeTo(1, 5)]);
    const [first] = (await (await embedder()).embed([TEXTS[0]!], 'document', signal)).vectors;
    expect(vectors[0]).toEqual(first);
  });

  it('sorts the vectors of a server with the interface of OpenAI, and counts as that does', async () => {
    const { vectors, tokens } = await (await connect(openai, 'small')).embed(TEXTS, 'document', signal);
    const { vectors: alone } = await (await connect(openai, 'small')).embed([TEXTS[0]!], 'document', signal);
    expect(vectors[0]).toEqual(alone[0]);
    expect(tokens).toBe(14);
  });

  it.each([
    [gemini, 'gemini-embedding-001', 'query', 'Lamp\nof brass'],
    [gemini, 'gemini-embedding-2', 'document', 'title: Lamp | text: of brass'],
    [gemini, 'gemini-embedding-2', 'query', 'task: search result | query: Lamp\nof brass'],
    [openai, 'e5', 'document', 'passage: Lamp\nof brass'],
    [openai, 'e5', 'query', 'query: Lamp\nof brass'],
  ] as const)('$0.name: %s writes a %s as the model wants it', async (provider, model, kind, text) => {
    await (await connect(provider, model)).embed([TEXTS[0]!], kind, signal);
    expect(server.requests.at(-1)?.texts).toEqual([text]);
  });

  it('gives gemini-embedding-001 the task instead', async () => {
    await (await embedder()).embed([TEXTS[0]!], 'query', signal);
    const [sent] = server.requests.at(-1)!.body['requests'] as { taskType: string }[];
    expect(sent?.taskType).toBe('RETRIEVAL_QUERY');
  });
});

describe('an answer that cannot be used is refused:', () => {
  it.each<[string, readonly unknown[]]>([
    ['one vector for two texts', [good]],
    ['three vectors', [good, good, good]],
    ['no vectors', []],
    ['a vector that is too short', [good, good.slice(1)]],
    ['NaN, which JSON writes as null', [good, [...good.slice(1), null]]],
    ['a number as text', [good, [...good.slice(1), '1']]],
    ['a vector of length 0', [good, good.map(() => 0)]],
    ['a vector that is missing', [good, undefined]],
  ])('%s', async (_what, vectors) => {
    expect(await refusalOf(values(vectors))).toMatchObject({ reason: 'reply' });
  });

  it('an answer without embeddings', async () => {
    const empty: Behaviour = (_request, reply) => {
      json(reply, 200, {});
      return 'handled';
    };
    expect(await refusalOf(empty)).toMatchObject({ reason: 'reply' });
  });
});

describe('an answer that is not complete was perhaps paid:', () => {
  it.each<[string, Behaviour]>([
    [
      'the link is cut before it',
      (_request, reply) => {
        reply.destroy();
        return 'handled';
      },
    ],
    [
      'the link is cut within it',
      (_request, reply) => {
        reply.writeHead(200, { 'content-type': 'application/json', 'content-length': '1000' });
        reply.write('{"embeddings": [');
        setTimeout(() => reply.destroy(), 20);
        return 'handled';
      },
    ],
    [
      'it is not JSON',
      (_request, reply) => {
        reply.writeHead(200).end('<html>brass');
        return 'handled';
      },
    ],
    [
      'a gateway got none',
      (_request, reply) => {
        refuse(reply, 504);
        return 'handled';
      },
    ],
  ])('%s', async (_what, behaviour) => {
    expect(await refusalOf(behaviour)).toMatchObject({ reason: 'lost' });
    const openaiOnce = async () => (await connect(openai, 'small')).embed(TEXTS, 'document', signal);
    expect(await refusalOf(behaviour, openaiOnce)).toMatchObject({ reason: 'lost' });
  });

  it('none comes in time', async () => {
    const impatient = async () =>
      (await connect(gemini, 'gemini-embedding-001', 0.2)).embed(TEXTS, 'document', signal);
    expect(await refusalOf(() => 'handled', impatient)).toMatchObject({ reason: 'lost' });
  });
});

describe('a refusal says what to do:', () => {
  const google = (status: number, ...details: readonly unknown[]): Behaviour => {
    return ({ texts, key }, reply) => {
      refuse(reply, status, details, `refused: ${texts.join()} with ${key}`);
      return 'handled';
    };
  };

  it.each<[number, string, readonly unknown[], object]>([
    [
      429,
      'a pause as the server asks for it',
      [{ retryDelay: '3.5s' }],
      { reason: 'rate', retryAfterSeconds: 3.5 },
    ],
    [
      429,
      'the end of the day',
      [{ violations: [{ quotaId: 'EmbedContentRequestsPerDayPerUserPerProjectPerModel-FreeTier' }] }],
      { reason: 'daily' },
    ],
    [400, 'the key', [{ reason: 'API_KEY_INVALID' }], { reason: 'denied' }],
    [403, 'the key', [], { reason: 'denied' }],
    [400, 'a text', [], { reason: 'text' }],
    [413, 'the size', [], { reason: 'text' }],
    [404, 'the model', [], { reason: 'settings' }],
    [500, 'later', [], { reason: 'busy' }],
    [503, 'later', [], { reason: 'busy' }],
  ])('HTTP %i: %s', async (status, _what, details, facts) => {
    expect(await refusalOf(google(status, ...details))).toMatchObject(facts);
  });

  it('Retry-After of a server with the interface of OpenAI', async () => {
    const later: Behaviour = (_request, reply) => {
      reply.writeHead(429, { 'retry-after': '7' }).end('{}');
      return 'handled';
    };
    const once = async () => (await connect(openai, 'small')).embed(TEXTS, 'document', signal);
    expect(await refusalOf(later, once)).toMatchObject({ reason: 'rate', retryAfterSeconds: 7 });
  });

  it('a server that is not there has charged nothing', async () => {
    const gone = await startEmbeddingServer();
    const { url } = gone;
    await gone[Symbol.asyncDispose]();
    for (const provider of [gemini, openai]) {
      const request = await provider.connect({
        model: 'gemini-embedding-001',
        dimensions: 32,
        base_url: url,
        document_prefix: undefined,
        query_prefix: undefined,
        request_timeout: 600,
        apiKey: SECRET,
      });
      const thrown: unknown = await request(TEXTS, 'document', signal).catch((reason: unknown) => reason);
      expect(refusalFacts(thrown)).toMatchObject({ reason: 'busy' });
    }
  });
});

it('Ctrl-C ends a request with its own reason', async () => {
  server.behave(() => 'handled');
  const controller = new AbortController();
  const reason = new Error('Ctrl-C');
  const asked = (await embedder()).embed(TEXTS, 'document', controller.signal);
  setTimeout(() => controller.abort(reason), 50);
  await expect(asked).rejects.toBe(reason);
});
