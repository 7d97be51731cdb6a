import type { Scored } from '../scores/strongest.ts';

/** Compares vectors of a space with one of length 1. */
export interface SpaceScan {
  /** How `nearest` finds them. */
  readonly method: ScanMethod;
  /** The nearest products, the nearest first; a vector index may miss some. */
  nearest(query: Float32Array, count: number): Promise<readonly Scored[]>;
  /** Exact cosines of some products; those without a vector are left out. */
  among(query: Float32Array, productIds: readonly number[]): Promise<ReadonlyMap<number, number>>;
}

export type ScanMethod = 'vector index' | 'exact';
