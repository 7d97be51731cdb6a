import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A request, as the server got it. */
export interface EmbeddingRequest {
  readonly texts: readonly string[];
  readonly dimensions: number;
  readonly key: string | undefined;
  readonly body: Readonly<Record<string, unknown>>;
}

/** How the server answers a request: by itself, with a status and details, or in another way. */
export type Behaviour = (request: EmbeddingRequest, reply: ServerResponse) => 'answer' | 'handled';

export interface EmbeddingServer extends AsyncDisposable {
  /** For `embeddings.base_url` of gemini. */
  readonly url: string;
  readonly requests: EmbeddingRequest[];
  /** Texts that were answered with a vector, with the number of times. */
  readonly paid: Map<string, number>;
  /** The most requests that were under way at a time. */
  mostAtOnce(): number;
  behave(behaviour: Behaviour): void;
}

/**
 * A local HTTP server that speaks the protocols of Gemini (batchEmbedContents) and OpenAI (/embeddings): the stand-in
 * for what has no network here. Its vectors count words, so texts that share words are close.
 */
export async function startEmbeddingServer(): Promise<EmbeddingServer> {
  const requests: EmbeddingRequest[] = [];
  const paid = new Map<string, number>();
  let behaviour: Behaviour = () => 'answer';
  let open = 0;
  let most = 0;
  const answer = async (message: IncomingMessage, reply: ServerResponse) => {
    const request = await readRequest(message);
    requests.push(request);
    if (behaviour(request, reply) === 'handled') return;
    for (const text of request.texts) paid.set(text, (paid.get(text) ?? 0) + 1);
    const vectors = request.texts.map((text) => vectorOf(text, request.dimensions));
    const isOpenai = message.url?.endsWith('/embeddings') === true;
    json(reply, 200, isOpenai ? asOpenai(vectors) : asGemini(vectors));
  };
  const server = createServer((message, reply) => {
    most = Math.max(most, (open += 1));
    reply.once('close', () => (open -= 1));
    void answer(message, reply);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    paid,
    mostAtOnce: () => most,
    behave: (next) => {
      behaviour = next;
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

interface GeminiRequest {
  readonly content: { readonly parts: readonly { readonly text: string }[] };
  readonly outputDimensionality: number;
}

async function readRequest(message: IncomingMessage): Promise<EmbeddingRequest> {
  const chunks: Buffer[] = [];
  for await (const chunk of message) chunks.push(chunk as Buffer);
  const body = JSON.parse(Buffer.concat(chunks).toString()) as Record<string, unknown>;
  const key = message.headers['x-goog-api-key'] ?? message.headers.authorization;
  if (Array.isArray(body['input'])) {
    return { texts: body['input'] as string[], dimensions: 32, key: String(key), body };
  }
  const contents = body['requests'] as GeminiRequest[];
  return {
    texts: contents.map(({ content }) => content.parts.map(({ text }) => text).join('\n')),
    dimensions: contents[0]?.outputDimensionality ?? 3072,
    key: String(key),
    body,
  };
}

const asGemini = (vectors: readonly number[][]) => ({ embeddings: vectors.map((values) => ({ values })) });

/** In another order than the texts, as a server may. */
const asOpenai = (vectors: readonly number[][]) => ({
  data: vectors.map((embedding, index) => ({ index, embedding })).toReversed(),
  usage: { prompt_tokens: vectors.length * 7 },
});

export function json(reply: ServerResponse, status: number, body: unknown): void {
  reply.writeHead(status, { 'content-type': 'application/json' });
  reply.end(JSON.stringify(body));
}

/** An error as Google sends it. */
export function refuse(
  reply: ServerResponse,
  status: number,
  details: readonly unknown[] = [],
  message = 'no',
): void {
  json(reply, status, { error: { code: status, message, status: 'REFUSED', details } });
}

/** Not of length 1, as the shorter vectors of gemini-embedding-001 are not. */
export function vectorOf(text: string, dimensions: number): number[] {
  const vector = Array.from({ length: dimensions }, () => 0.001);
  for (const word of text.toLowerCase().match(/[a-z]{3,}/g) ?? []) {
    let hash = 7;
    for (const letter of word) hash = (hash * 31 + letter.charCodeAt(0)) % 100_003;
    vector[hash % dimensions]! += 3;
  }
  return vector;
}
