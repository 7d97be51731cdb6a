import { isLoopback } from '../../../infra/config/check-relations.ts';
import type { TextKind } from '../embedder.ts';
import type { Provider, ProviderSettings, RawReply } from '../provider.ts';
import { providerRefusal, refusalOfStatus } from '../refusal.ts';

/** What the smallest of the usual sentence models read. */
const SHORTEST_WINDOW = 512;

export const provider: Provider = {
  name: 'openai',
  facts: ({ base_url, document_prefix = '', query_prefix = '' }) => {
    const isLocal = isLoopback(new URL(base_url ?? '').hostname.replaceAll(/[[\]]/g, ''));
    return {
      pricePerMillionTokens: isLocal ? 0 : undefined,
      maxTokens: SHORTEST_WINDOW,
      itemsPerMinute: undefined,
      scheme: JSON.stringify([document_prefix, query_prefix]),
      languages: undefined,
      isLocal,
    };
  },
  connect: async (settings) => (texts, kind, signal) =>
    request(settings, {
      texts: texts.map((text) => prefixOf(settings, kind) + text),
      signal,
    }),
};

function prefixOf({ document_prefix, query_prefix }: ProviderSettings, kind: TextKind): string {
  return (kind === 'document' ? document_prefix : query_prefix) ?? '';
}

interface Request {
  readonly texts: readonly string[];
  readonly signal: AbortSignal;
}

/** `POST /embeddings` of the OpenAI API. `dimensions` is not sent: most servers refuse it, and the length is checked. */
async function request(settings: ProviderSettings, { texts, signal }: Request): Promise<RawReply> {
  const { base_url: base = '', model, apiKey } = settings;
  let reply: Response;
  try {
    reply = await fetch(`${base.replace(/\/$/, '')}/embeddings`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        ...(apiKey === undefined ? {} : { authorization: `Bearer ${apiKey}` }),
      },
      body: JSON.stringify({ model, input: texts, encoding_format: 'float' }),
      signal,
    });
  } catch (thrown) {
    signal.throwIfAborted();
    throw linkRefusal(thrown);
  }
  if (!reply.ok) {
    await reply.body?.cancel();
    const seconds = retryAfter(reply.headers.get('retry-after'));
    throw refusalOfStatus(
      'openai',
      reply.status,
      seconds === undefined ? {} : { retryAfterSeconds: seconds },
    );
  }
  try {
    return readReply(await reply.json());
  } catch (thrown) {
    signal.throwIfAborted();
    if (thrown instanceof Error && thrown.name === 'AetherError') throw thrown;
    throw providerRefusal('openai', 'no complete answer', { reason: 'lost' });
  }
}

/** Nobody was there, so nothing was done; or the link was cut, and nobody knows. */
function linkRefusal(thrown: unknown): unknown {
  const code = ((thrown as Error).cause as { code?: unknown } | undefined)?.code;
  const isClosed = ['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH'].includes(
    String(code),
  );
  return isClosed
    ? providerRefusal('openai', `the server cannot be reached (${String(code)})`, {
        reason: 'busy',
        hint: 'check embeddings.base_url, and that the server runs',
      })
    : providerRefusal('openai', 'no complete answer', { reason: 'lost' });
}

/** Vectors carry the place of their text: a server may send them in another order. */
function readReply(json: unknown): RawReply {
  const { data, usage } = (json ?? {}) as { data?: unknown; usage?: { prompt_tokens?: unknown } };
  if (!Array.isArray(data)) throw providerRefusal('openai', 'an answer without vectors', { reason: 'reply' });
  const vectors: unknown[] = [];
  for (const [place, one] of (data as ({ index?: number; embedding?: unknown } | null)[]).entries()) {
    const index = one?.index ?? place;
    if (Number.isInteger(index) && index >= 0 && index < data.length) vectors[index] = one?.embedding;
  }
  const tokens = usage?.prompt_tokens;
  return { vectors: Array.from(vectors), tokens: typeof tokens === 'number' ? tokens : null };
}

/** Seconds, or a date. */
function retryAfter(header: string | null): number | undefined {
  if (header === null) return undefined;
  const seconds = /^\d+$/.test(header) ? Number(header) : (Date.parse(header) - Date.now()) / 1000;
  return Number.isFinite(seconds) ? Math.max(0, seconds) : undefined;
}
