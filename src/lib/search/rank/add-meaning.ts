import { byScore, type Scored } from '../scores/strongest.ts';
import type { NearProducts } from '../space/find-near.ts';
import { placeFirst, type Ranking, rankingOf } from './ranking.ts';

/**
 * How much a space of a provider counts against a ranking: as much as meaning does in the fusion of `fuse`, and less if a
 * re-ranker has ordered it, which knows that meaning already (with MiniLM on ESCI .3 takes .028 from nDCG@10, .1 takes .002).
 */
export const SPACE_SHARE = { fused: 0.3, reranked: 0.1 } as const;

export type SpaceShare = keyof typeof SPACE_SHARE;

/** Products of the ranking that are compared with the query: further ones are not reached by anybody. */
const COMPARED = 300;

/** Fuses a ranking with what a space finds near, as `fuseMeaning` does. */
export async function addMeaning(
  ranked: Ranking,
  near: Pick<NearProducts, 'nearest' | 'cosines'>,
  share: SpaceShare,
): Promise<Ranking> {
  const known = new Map(near.nearest);
  const others = comparedOf(ranked).filter((productId) => !known.has(productId));
  const cosines = others.length === 0 ? known : await near.cosines(others);
  return fuseMeaning(ranked, { nearest: near.nearest, cosines }, share);
}

/** The products of a ranking whose cosines its fusion needs. */
export function comparedOf(ranked: Ranking): number[] {
  return ranked.best(COMPARED).map(([productId]) => productId);
}

/** What a space says, read. */
export interface KnownNear {
  /** The nearest first. */
  readonly nearest: readonly Scored[];
  /** Of products that are compared and not among the nearest; others may be there, too. */
  readonly cosines: ReadonlyMap<number, number>;
}

/**
 * Fuses a ranking with what a space finds near: each as a share between its least and its greatest. Products that only the
 * space has found come in by their nearness alone.
 */
export function fuseMeaning(ranked: Ranking, { nearest, cosines }: KnownNear, share: SpaceShare): Ranking {
  if (ranked.size === 0) return rankingOf(nearest);
  const best = ranked.best(COMPARED);
  const known = new Map(nearest);
  for (const [productId] of best) {
    const cosine = known.get(productId) ?? cosines.get(productId);
    if (cosine !== undefined) known.set(productId, cosine);
  }
  return fuseShares(ranked, shares([...known]), SPACE_SHARE[share]);
}

/**
 * Fuses the best of a ranking with shares from 0 to 1 that something else gives to products; one that it does not name has 0.
 * @param part how much that counts, of 1
 */
export function fuseShares(ranked: Ranking, given: ReadonlyMap<number, number>, part: number): Ranking {
  const own = shares(ranked.best(COMPARED));
  const fused = [...new Set([...own.keys(), ...given.keys()])].map((productId): Scored => [
    productId,
    (1 - part) * (own.get(productId) ?? 0) + part * (given.get(productId) ?? 0),
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
