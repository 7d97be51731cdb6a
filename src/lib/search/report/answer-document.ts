import type { Hit, MeaningUsed, SearchAnswer } from '../search-answer.ts';

/** An answer for `--json`: names in snake_case, with units. */
export function answerDocument(answer: SearchAnswer, explain: boolean): object {
  return {
    query: answer.query,
    ranking: answer.ranking,
    meaning: answer.meaning === undefined ? null : meaningDocument(answer.meaning),
    corrections: answer.corrections,
    synonyms: answer.synonyms,
    unknown_words: answer.unknown,
    relaxed: answer.relaxed,
    market:
      answer.market === undefined
        ? null
        : { channel: answer.market.channel, currency: answer.market.currency },
    offset: answer.offset,
    candidates: answer.candidates,
    hits: answer.hits.map((hit, index) => hitDocument(hit, answer.offset + index + 1, explain)),
    ...(answer.facets === undefined ? {} : { facets: answer.facets }),
    index: { generation: answer.generation, built_at: answer.builtAt, server: answer.server },
    ...(explain ? { stages: answer.stages } : {}),
  };
}

function meaningDocument(meaning: MeaningUsed): object {
  return {
    provider: meaning.provider,
    model: meaning.model,
    dimensions: meaning.dimensions,
    space_id: meaning.spaceId,
    languages: meaning.languages,
    scan: meaning.method,
    cost_usd: meaning.costUsd,
    query_from_cache: meaning.isFromCache,
  };
}

function hitDocument(hit: Hit, rank: number, explain: boolean): object {
  return {
    rank,
    product_no: hit.productNo,
    sku: hit.sku,
    name: hit.name,
    brand: hit.brand,
    price: hit.price,
    available: hit.available,
    score: hit.score,
    exact: hit.exact ?? null,
    siblings: hit.siblings,
    ...(hit.reviews === undefined
      ? {}
      : { in_reviews: { words: hit.reviews.words, reviews: hit.reviews.reviews } }),
    ...(explain ? { cosine: hit.cosine ?? null, terms: hit.terms } : {}),
  };
}
