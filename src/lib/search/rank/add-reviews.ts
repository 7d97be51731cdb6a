import type { ReviewMatches } from '../reviews/find-in-reviews.ts';
import { fuseShares } from './add-meaning.ts';
import type { Ranking } from './ranking.ts';

/** Less than the texts of the shop itself: a review speaks of other products, too. */
const REVIEWS_SHARE = 0.2;

/** Moves up products whose reviews hold words of the query, and lets in those that nothing else has found. */
export function addReviews(ranked: Ranking, matches: ReviewMatches): Ranking {
  if (matches.size === 0) return ranked;
  return fuseShares(ranked, new Map([...matches].map(([id, { share }]) => [id, share])), REVIEWS_SHARE);
}
