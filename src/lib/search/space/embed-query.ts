import { AetherError } from '../../core/errors.ts';
import type { LoadedEnvironment } from '../../infra/config/load-environment.ts';
import { createEmbedder } from '../embed/create-embedder.ts';
import { costOf, type EmbedSettings } from '../embed/embed-settings.ts';
import type { Embedder } from '../embed/embedder.ts';
import { formatUsd } from '../embed/report/format-usd.ts';
import { maskPersonal } from '../embed/texts/mask-personal.ts';
import { estimateTokens } from '../embed/texts/tokens.ts';
import type { QueryCache } from './query-cache.ts';

/** Somebody waits for the answer, and there is another ranking without it. */
const LONGEST_SECONDS = 10;

export interface EmbeddedQuery {
  readonly vector: Float32Array;
  /** What it has cost; 0 from the cache. */
  readonly costUsd: number;
  readonly isFromCache: boolean;
}

export interface QueryEmbedder {
  /**
   * The vector of a query: from the cache, else from the provider, with one request. Throws EMBED_COST_LIMIT before
   * anything is sent, or what the provider refuses.
   */
  embed(text: string, signal: AbortSignal): Promise<EmbeddedQuery>;
}

export interface QueryEmbedderParts {
  readonly environment: Pick<LoadedEnvironment, 'secret'>;
  readonly settings: EmbedSettings;
  /** What two vectors must have in common to be compared. */
  readonly spaceKey: string;
  readonly cache: QueryCache;
  /** In USD, for all queries together. */
  readonly maxUsd: number;
}

export function createQueryEmbedder(parts: QueryEmbedderParts): QueryEmbedder {
  const { environment, settings, spaceKey, cache, maxUsd } = parts;
  const section = {
    ...settings.section,
    request_timeout: Math.min(settings.section.request_timeout, LONGEST_SECONDS),
  };
  let connecting: Promise<Embedder> | undefined;
  let spentUsd = 0;
  return {
    async embed(query, signal) {
      // As for documents: what a person types may be an address or a number of a customer.
      const text = settings.isLocal ? query : maskPersonal(query);
      const known = await cache.read(spaceKey, text);
      if (known !== undefined) return { vector: known, costUsd: 0, isFromCache: true };
      const estimate = costOf(estimateTokens(text), settings);
      if (spentUsd + estimate > maxUsd) throw overLimit(spentUsd + estimate, maxUsd);
      // Counted before it is sent: an answer that does not arrive is perhaps paid, too.
      spentUsd += estimate;
      connecting ??= createEmbedder(environment, { ...settings, section });
      const { vectors, tokens } = await (await connecting).embed([text], 'query', signal);
      const [vector] = vectors;
      if (vector === undefined) throw new AetherError('BUG', 'an answer without a vector was not refused');
      const costUsd = tokens === null ? estimate : costOf(tokens, settings);
      spentUsd += costUsd - estimate;
      await cache.write(spaceKey, text, vector);
      return { vector, costUsd, isFromCache: false };
    },
  };
}

function overLimit(neededUsd: number, maxUsd: number): AetherError {
  return new AetherError(
    'EMBED_COST_LIMIT',
    `the vector of the query costs about ${formatUsd(neededUsd)}, more than the limit of ${formatUsd(maxUsd)}; nothing was sent`,
    { hint: 'allow more with --max-cost, or raise embeddings.max_cost' },
  );
}
