import { runStep } from '../core/run-step.ts';
import { formatNumberOf } from '../core/units.ts';
import { spaceName } from './embed/embed-settings.ts';
import type { JudgedQuery } from './eval/judgments.ts';
import type { FoundIndex } from './open-index.ts';
import type { SearchContext } from './open-search.ts';
import { comparedOf, fuseMeaning, type SpaceShare } from './rank/add-meaning.ts';
import { rankQuery } from './rank/rank-query.ts';
import { type Ranking, rankingOf } from './rank/ranking.ts';
import { bestOfEachLeg } from './rerank/collect-candidates.ts';
import { askSpace } from './space/ask-words.ts';
import type { Meaning, SpaceAnswer } from './space/meaning.ts';

/** The space whose part in the rankings was measured. */
export interface SpaceUsed {
  readonly id: number;
  /** `gemini/gemini-embedding-2/768` */
  readonly name: string;
  /** What the vectors of the queries have cost now; known ones cost nothing. */
  readonly costUsd: number;
}

/** The rankings in which the live space has a part. */
export interface AskedSpace {
  readonly space: SpaceUsed;
  /** By the space alone. */
  readonly nearest: (query: string) => Promise<number[]>;
  /** As a search fuses it with words and the meaning of the catalogue. */
  readonly withSpace: (query: string) => Promise<number[]>;
  /** A re-ranked ranking of a judged query, fused as a search does it. */
  readonly finish: (ranking: Ranking, judged: Pick<JudgedQuery, 'query'>) => Ranking;
}

/** As far down as a ranking is measured. */
const DEPTH = 100;

const ANY = {
  market: undefined,
  maxPrice: undefined,
  inStock: false,
  categoryIds: undefined,
  brandIds: undefined,
  language: undefined,
};

export function deepest(ranking: Ranking): number[] {
  return ranking.best(DEPTH).map(([productId]) => productId);
}

interface Known {
  readonly ranked: Ranking;
  readonly near: SpaceAnswer;
  readonly cosines: ReadonlyMap<number, number>;
}

/**
 * Asks the live space for every judged query, once. undefined if none is live, or if it cannot be asked for all of them: a
 * note says why, and figures over some of the queries would compare with nothing.
 */
export async function askJudged(
  context: SearchContext,
  parts: { readonly index: FoundIndex; readonly meaning: Meaning; readonly queries: readonly JudgedQuery[] },
): Promise<AskedSpace | undefined> {
  const { queries } = parts;
  if ((await context.environment()).config.embeddings === undefined) return undefined;
  const known = new Map<string, Known>();
  const step = 'ask the live space';
  await runStep(context, { id: step, title: step }, async () => {
    for (const { query } of queries) {
      const found = await askOne(parts, query);
      if (found === undefined)
        return { detail: `${formatNumberOf(known.size, 'query')} of ${queries.length}` };
      known.set(query, found);
      context.emit({ type: 'step_progress', step, done: known.size, total: queries.length, unit: 'steps' });
    }
    return undefined;
  });
  const answers = [...known.values()].map(({ near }) => near);
  const [first] = answers;
  if (first === undefined || queries.some(({ query }) => !known.has(query))) return undefined;
  const costUsd = answers.reduce((sum, { embedded }) => sum + embedded.costUsd, 0);
  return { space: { id: first.space.id, name: spaceName(first.space), costUsd }, ...rankingsOf(known) };
}

async function askOne(
  { index, meaning }: { readonly index: FoundIndex; readonly meaning: Meaning },
  query: string,
): Promise<Known | undefined> {
  const found = await rankQuery(index, query, 'hybrid');
  const near = await askSpace({ index, meaning }, found, { filter: ANY, wanted: DEPTH });
  if (near === undefined) return undefined;
  // What the fusion compares, also of a ranking that a re-ranker has ordered.
  const compared = new Set([...bestOfEachLeg(found), ...comparedOf(found.ranked)]);
  return { ranked: found.ranked, near, cosines: await near.cosines([...compared]) };
}

function rankingsOf(known: ReadonlyMap<string, Known>): Omit<AskedSpace, 'space'> {
  const fused = (ranking: Ranking, query: string, share: SpaceShare) => {
    const { near, cosines } = known.get(query) ?? {};
    if (near === undefined || cosines === undefined) return ranking;
    return fuseMeaning(ranking, { nearest: near.nearest, cosines }, share);
  };
  return {
    nearest: async (query) => deepest(rankingOf(known.get(query)?.near.nearest ?? [])),
    withSpace: async (query) => deepest(fused(known.get(query)?.ranked ?? rankingOf([]), query, 'fused')),
    finish: (ranking, { query }) => fused(ranking, query, 'reranked'),
  };
}
