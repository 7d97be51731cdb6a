import { bits, below, fraction, type RandomStream } from './stream.ts';

/**
 * Zipf's law with a flattened head: the item of rank r is chosen with a probability in proportion to 1 / (r + HEAD),
 * r from 0. Without the flattening the first of 10,000 products would make a tenth of all sales; with it 1.4 %.
 */
const HEAD = 10;

/** The ranks cut into octaves, each twice as long as the one before: a dozen or two numbers stand for millions of items. */
export interface Popularity {
  readonly count: number;
  /** The probability of an octave and of all before it. */
  readonly cumulative: Float64Array;
  /** Ranks are dealt out to items by rank * step + offset, so that the best sellers do not all come first. */
  readonly step: number;
  readonly offset: number;
}

/** More items than this, and rank * step is not an exact number any more. */
export const MOST_ITEMS = 50_000_000;

export function createPopularity(stream: RandomStream, count: number): Popularity {
  const weights: number[] = [];
  let total = 0;
  for (let start = HEAD; start < HEAD + count; start *= 2) {
    const end = Math.min(start * 2, HEAD + count);
    for (let value = start; value < end; value += 1) total += 1 / value;
    weights.push(total);
  }
  return {
    count,
    cumulative: Float64Array.from(weights, (weight) => weight / total),
    step: coprimeStep(stream, count),
    offset: below(stream, 1, 0, count),
  };
}

/** Each try takes at least half of the candidates, so that hardly one draw in 65,536 needs more of them. */
const TRIES = 16;

/** How many draws one choice may use up. */
export const DRAWS_PER_CHOICE = 2 * TRIES + 1;

/** Chooses an item, from 0 up to `count`. */
export function chooseItem(
  popularity: Popularity,
  stream: RandomStream,
  index: number,
  draw: number,
): number {
  const { count, cumulative, step, offset } = popularity;
  const octave = findOctave(cumulative, fraction(stream, index, draw));
  const start = HEAD * (1 << octave);
  const length = Math.min(start, HEAD + count - start);
  // Evenly within the octave, then kept with probability start / value: that makes it 1 / value.
  let value = start;
  for (let attempt = 0; attempt < TRIES; attempt += 1) {
    value = start + below(stream, index, draw + 1 + 2 * attempt, length);
    if (fraction(stream, index, draw + 2 + 2 * attempt) * value < start) break;
  }
  return ((value - HEAD) * step + offset) % count;
}

function findOctave(cumulative: Float64Array, share: number): number {
  let octave = 0;
  while (octave < cumulative.length - 1 && share >= (cumulative[octave] ?? 1)) octave += 1;
  return octave;
}

/** A step that meets every item once before it comes round. */
function coprimeStep(stream: RandomStream, count: number): number {
  let step = 1 + (bits(stream, 0, 0) % count);
  while (greatestCommonDivisor(step, count) !== 1) step = (step % count) + 1;
  return step;
}

function greatestCommonDivisor(left: number, right: number): number {
  return right === 0 ? left : greatestCommonDivisor(right, left % right);
}
