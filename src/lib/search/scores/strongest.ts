export type Scored = readonly [productId: number, score: number];

/** The higher score first; equal ones in the order of their number, so that every run gives the same. */
export function byScore(left: Scored, right: Scored): number {
  return right[1] - left[1] || left[0] - right[0];
}

/** Keeps the best of many scores: sorting all of them takes longer than making them. */
export class Strongest {
  readonly #count: number;
  #kept: Scored[] = [];
  #floor = -Infinity;

  constructor(count: number) {
    this.#count = count;
  }

  offer(productId: number, score: number): void {
    if (score < this.#floor) return;
    this.#kept.push([productId, score]);
    if (this.#kept.length > 4 * this.#count) this.#cut();
  }

  /** The best that were offered, the best first. */
  take(): readonly Scored[] {
    this.#cut();
    return this.#kept;
  }

  #cut(): void {
    this.#kept = this.#kept.toSorted(byScore).slice(0, this.#count);
    if (this.#kept.length === this.#count) this.#floor = this.#kept.at(-1)?.[1] ?? -Infinity;
  }
}
