import type { TextKind } from '../embedder.ts';
import { requireReachable } from '../require-reachable.ts';
import type { Provider, ProviderSettings, RawReply, RequestVectors } from '../provider.ts';
import { providerRefusal, refusalOfStatus } from '../refusal.ts';

/**
 * USD for a million tokens, longest text, and whether it takes task types (the other one wants prefixes), as on
 * ai.google.dev: pricing, embeddings and rate limits (tier 1), November 2026.
 */
const MODELS: Readonly<Record<string, { price: number; maxTokens: number; hasTaskTypes: boolean }>> = {
  'gemini-embedding-001': { price: 0.15, maxTokens: 2048, hasTaskTypes: true },
  'gemini-embedding-2': { price: 0.2, maxTokens: 8192, hasTaskTypes: false },
};
const ITEMS_PER_MINUTE = 3000;

export const provider: Provider = {
  name: 'gemini',
  facts: ({ model }) => {
    const known = MODELS[model];
    return {
      pricePerMillionTokens: known?.price,
      maxTokens: known?.maxTokens ?? 2048,
      itemsPerMinute: ITEMS_PER_MINUTE,
      scheme: known?.hasTaskTypes === true ? 'task-type-1' : 'prefix-1',
      // Over a hundred, as ai.google.dev says of both models.
      languages: known === undefined ? undefined : 'many',
      isLocal: false,
    };
  },
  connect,
};

async function connect(settings: ProviderSettings): Promise<RequestVectors> {
  const { GoogleGenerativeAI } = await import('@google/generative-ai');
  const { model: name, dimensions, base_url: baseUrl } = settings;
  // Not its `timeout`: that timer goes on after the answer, and the process with it.
  const model = new GoogleGenerativeAI(settings.apiKey ?? '').getGenerativeModel(
    { model: name },
    baseUrl === undefined ? {} : { baseUrl: baseUrl.replace(/\/$/, '') },
  );
  let isReached = false;
  return async (texts, kind, signal) => {
    if (!isReached)
      await requireReachable('gemini', baseUrl ?? 'https://generativelanguage.googleapis.com', signal);
    const requests = texts.map((text) => ({
      ...contentOf(name, text, kind),
      outputDimensionality: dimensions,
    }));
    try {
      const reply = await model.batchEmbedContents({ requests } as never, { signal });
      isReached = true;
      return readReply(reply);
    } catch (thrown) {
      isReached = false;
      signal.throwIfAborted();
      throw toRefusal(thrown);
    }
  };
}

/** The first line of a document is its title. Each text is a content of its own: parts of one give a single vector. */
function contentOf(model: string, text: string, kind: TextKind) {
  const [title = '', ...rest] = text.split('\n');
  const body = rest.join('\n');
  const content = (written: string) => ({ content: { role: 'user', parts: [{ text: written }] } });
  if (MODELS[model]?.hasTaskTypes === true) {
    if (kind === 'query') return { ...content(text), taskType: 'RETRIEVAL_QUERY' };
    return { ...content(text), taskType: 'RETRIEVAL_DOCUMENT', ...(title === '' ? {} : { title }) };
  }
  if (kind === 'query') return content(`task: search result | query: ${text}`);
  return content(`title: ${title === '' ? 'none' : title} | text: ${body === '' ? title : body}`);
}

function readReply(reply: unknown): RawReply {
  const { embeddings } = (reply ?? {}) as { embeddings?: unknown };
  if (!Array.isArray(embeddings)) {
    throw providerRefusal('gemini', 'an answer without vectors', { reason: 'reply' });
  }
  return {
    vectors: embeddings.map((one: unknown) => (one as { values?: unknown } | null)?.values),
    tokens: null,
  };
}

/** A detail of an error of Google: google/rpc/error_details.proto. */
interface ErrorDetail {
  readonly '@type'?: string;
  readonly reason?: string;
  readonly retryDelay?: string;
  readonly violations?: readonly { readonly quotaId?: string }[];
}

function toRefusal(thrown: unknown): unknown {
  const { status, errorDetails, code } = thrown as {
    status?: number;
    errorDetails?: readonly ErrorDetail[];
    code?: unknown;
  };
  if (code === 'EMBED_PROVIDER_FAILED') return thrown;
  // The link was cut, or what came was not JSON.
  if (status === undefined) return providerRefusal('gemini', 'no complete answer', { reason: 'lost' });
  const details = Array.isArray(errorDetails) ? errorDetails : [];
  if (details.some(({ reason }) => reason === 'API_KEY_INVALID')) return refusalOfStatus('gemini', 401);
  const quotas = details.flatMap(({ violations }) => violations ?? []);
  if (status === 429 && quotas.some(({ quotaId }) => quotaId?.includes('PerDay'))) {
    return providerRefusal('gemini', 'the quota of the day is used up', { reason: 'daily', status });
  }
  const seconds = parseDelay(details.find(({ retryDelay }) => retryDelay !== undefined)?.retryDelay);
  return refusalOfStatus('gemini', status, seconds === undefined ? {} : { retryAfterSeconds: seconds });
}

/** `3.5s`, the JSON form of google.protobuf.Duration. */
function parseDelay(text: string | undefined): number | undefined {
  const seconds = /^(\d+(?:\.\d+)?)s$/.exec(text ?? '')?.[1];
  return seconds === undefined ? undefined : Number(seconds);
}
