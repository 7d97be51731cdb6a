import { byScore, type Scored } from '../scores/strongest.ts';
import type { NearProducts } from '../space/find-near.ts';
import { placeFirst, type Ranking, rankingOf } from './ranking.ts';

/** How much a space of a provider counts against everything else: as much as meaning does in the fusion of `fuse`. */
const SPACE_SHARE = 0.3;
/** Products of the ranking that are compared with the query: further ones are not reached by anybody. */
const COMPARED = 300;

/**
 * Fuses a ranking with what a space finds near: each as a share between its least and its greatest. Products that only the
 * space has found come in by their nearness alone.
 */
export async function addMeaning(ranked: Ranking, near: NearProducts): Promise<Ranking> {
  if (ranked.size === 0) return rankingOf(near.nearest);
  const best = ranked.best(COMPARED);
  const cosines = new Map(near.nearest);
  const others = best.flatMap(([productId]) => (cosines.has(productId) ? [] : [productId]));
  for (const [productId, found] of await near.cosines(others)) cosines.set(productId, found);
  const byWords = shares(best);
  const byMeaning = shares([...cosines]);
  const fused = [...new Set([...byWords.keys(), ...byMeaning.keys()])].map((productId): Scored => [
    productId,
    (1 - SPACE_SHARE) * (byWords.get(productId) ?? 0) + SPACE_SHARE * (byMeaning.get(productId) ?? 0),
  ]);
  // Between -1 and 0, in the same order: the others have 0 or more.
  return placeFirst(fused.toSorted(byScore), ranked, (score) => (score / (1 + Math.abs(score)) - 1) / 2);
}

/** Scores between 0 and 1. */
function shares(scored: readonly Scored[]): ReadonlyMap<number, number> {
  const scores = scored.map(([, score]) => score);
  const [least, greatest] = [Math.min(...scores), Math.max(...scores)];
  return new Map(scored.map(([productId, score]) => [productId, (score - least) / (greatest - least || 1)]));
}
