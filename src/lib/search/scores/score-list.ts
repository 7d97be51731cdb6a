/** Scores of products, in rising order of their numbers. Two arrays: an object for each product would take most of the time. */
export interface ScoreList {
  readonly productIds: Float64Array;
  /** NaN of a product that does not count. */
  readonly scores: Float64Array;
}

export const NO_SCORES: ScoreList = { productIds: new Float64Array(0), scores: new Float64Array(0) };

/** The score of a product; undefined if the list does not have it. */
export function scoreOf({ productIds, scores }: ScoreList, productId: number): number | undefined {
  const score = scores[placeOf(productIds, productId)];
  return score === undefined || Number.isNaN(score) ? undefined : score;
}

/** The place of a number in a rising list; -1 if it is not there. */
export function placeOf(numbers: Float64Array, wanted: number): number {
  let [low, high] = [0, numbers.length - 1];
  while (low <= high) {
    const middle = (low + high) >>> 1;
    const found = numbers[middle] ?? 0;
    if (found === wanted) return middle;
    if (found < wanted) low = middle + 1;
    else high = middle - 1;
  }
  return -1;
}

/** A list of products and scores in any order. */
export function scoreListOf(scored: Iterable<readonly [productId: number, score: number]>): ScoreList {
  const rising = [...scored].toSorted(([left], [right]) => left - right);
  return {
    productIds: Float64Array.from(rising, ([productId]) => productId),
    scores: Float64Array.from(rising, ([, score]) => score),
  };
}

/** The products of both lists; the scores of those that both have are added up. */
export function addScores(left: ScoreList, right: ScoreList): ScoreList {
  if (left.productIds.length === 0) return right;
  const most = left.productIds.length + right.productIds.length;
  const [productIds, scores] = [new Float64Array(most), new Float64Array(most)];
  let [at, other, length] = [0, 0, 0];
  while (at < left.productIds.length && other < right.productIds.length) {
    const [leftId = 0, rightId = 0] = [left.productIds[at], right.productIds[other]];
    productIds[length] = Math.min(leftId, rightId);
    let score = 0;
    if (leftId <= rightId) score = left.scores[at++] ?? 0;
    if (rightId <= leftId) score += right.scores[other++] ?? 0;
    scores[length++] = score;
  }
  for (const [{ productIds: ids, scores: rest }, from] of [[left, at] as const, [right, other] as const]) {
    productIds.set(ids.subarray(from), length);
    scores.set(rest.subarray(from), length);
    length += ids.length - from;
  }
  return { productIds: productIds.subarray(0, length), scores: scores.subarray(0, length) };
}
