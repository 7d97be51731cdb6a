import type { Occurrences } from '../index/occurrences.ts';
import { addQuantised, quantise, toUnitLength } from './quantised.ts';
import { termWeight } from './term-weights.ts';

/** A term of a space that exists. */
export interface KnownDirection {
  readonly direction: Buffer;
  readonly documentFrequency: number;
}

/** Vectors of products in a space that was trained without them; words that it does not have say nothing. */
export function foldIn(
  occurrences: Occurrences,
  {
    dimensions,
    documents,
    directions,
  }: {
    readonly dimensions: number;
    readonly documents: number;
    readonly directions: ReadonlyMap<string, KnownDirection>;
  },
): Buffer {
  const names = occurrences.termNames();
  const sums = Array.from({ length: occurrences.productCount }, () => new Float64Array(dimensions));
  occurrences.forEachPair((product, term, frequency) => {
    const known = directions.get(names[term] ?? '');
    const sum = sums[product];
    if (known === undefined || sum === undefined) return;
    addQuantised(sum, known.direction, termWeight(frequency, documents, known.documentFrequency));
  });
  return Buffer.concat(
    sums.map((sum) => {
      toUnitLength(sum);
      return quantise(sum);
    }),
  );
}
