import type { Scored } from '../scores/strongest.ts';
import { byScore } from '../scores/strongest.ts';
import type { NearProducts } from '../space/find-near.ts';

/** How much a space of a provider counts against everything else: as much as meaning does in the fusion of `fuse`. */
const SPACE_SHARE = 0.3;
/** Products of the ranking that are compared with the query: further ones are not reached by anybody. */
const COMPARED = 300;

/**
 * Fuses a ranking with what a space finds near: each as a share between its least and its greatest. Products that only the
 * space has found come in by their nearness alone.
 */
export async function addMeaning(ranked: readonly Scored[], near: NearProducts): Promise<Scored[]> {
  if (ranked.length === 0) return [...near.nearest];
  const best = ranked.slice(0, COMPARED);
  const cosines = new Map(near.nearest);
  const others = best.flatMap(([productId]) => (cosines.has(productId) ? [] : [productId]));
  for (const [productId, found] of await near.cosines(others)) cosines.set(productId, found);
  const byWords = shares(best);
  const byMeaning = shares([...cosines]);
  const fused = [...new Set([...byWords.keys(), ...byMeaning.keys()])].map((productId): Scored => [
    productId,
    (1 - SPACE_SHARE) * (byWords.get(productId) ?? 0) + SPACE_SHARE * (byMeaning.get(productId) ?? 0),
  ]);
  const known = new Set(fused.map(([productId]) => productId));
  const rest = ranked.filter(([productId]) => !known.has(productId));
  return [...fused.toSorted(byScore), ...below(rest)];
}

/** Scores between 0 and 1. */
function shares(scored: readonly Scored[]): ReadonlyMap<number, number> {
  const scores = scored.map(([, score]) => score);
  const [least, greatest] = [Math.min(...scores), Math.max(...scores)];
  return new Map(scored.map(([productId, score]) => [productId, (score - least) / (greatest - least || 1)]));
}

/** The rest in its order, with scores below all others. */
function below(rest: readonly Scored[]): Scored[] {
  return rest.map(([productId], place) => [productId, -(place + 1) / (rest.length + 1)]);
}
