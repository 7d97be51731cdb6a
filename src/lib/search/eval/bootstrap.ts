import { seededRandom } from '../scores/seeded-random.ts';

/** A mean with the bounds of its 95 % interval. */
export interface Interval {
  readonly mean: number;
  readonly low: number;
  readonly high: number;
}

const SAMPLES = 10_000;
const SEED = 1;

/**
 * Paired bootstrap: how much the first system gains over the second one, query by query. An interval that holds 0 means
 * that the queries do not tell the two apart.
 */
export function pairedBootstrap(first: readonly number[], second: readonly number[]): Interval {
  const gains = first.map((value, index) => value - (second[index] ?? 0));
  const random = seededRandom(SEED);
  const means = Array.from({ length: SAMPLES }, () => {
    let sum = 0;
    for (let draw = 0; draw < gains.length; draw += 1) {
      sum += gains[Math.floor(random() * gains.length)] ?? 0;
    }
    return sum / gains.length;
  }).toSorted((left, right) => left - right);
  const at = (share: number) => means[Math.round(share * (SAMPLES - 1))] ?? 0;
  return { mean: meanOf(gains), low: at(0.025), high: at(0.975) };
}

export function meanOf(values: readonly number[]): number {
  return values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** The standard error of a mean. */
export function standardError(values: readonly number[]): number {
  const mean = meanOf(values);
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return values.length < 2 ? 0 : Math.sqrt(squares / (values.length - 1) / values.length);
}
