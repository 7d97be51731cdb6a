import type { Scored } from '../scores/strongest.ts';

/** Two cosines that differ by less are a tie: the server computes with other roundings. */
const TIE = 1e-5;

/**
 * Which share of the nearest products was found. A product that is as near as the last of them counts, whichever of several
 * equal ones it is.
 * @param exact the nearest ones, the nearest first
 * @param found with their cosines; at most as many count
 */
export function recallOf(exact: readonly Scored[], found: readonly Scored[]): number {
  const last = exact.at(-1);
  if (last === undefined) return 1;
  const hits = found.slice(0, exact.length).filter(([, score]) => score >= last[1] - TIE);
  return hits.length / exact.length;
}

/** The value below which such a share of the values is; NaN of none. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((left, right) => left - right);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}
