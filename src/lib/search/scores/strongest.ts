export type Scored = readonly [productId: number, score: number];

/** The higher score first; equal ones in the order of their number, so that every run gives the same. */
export function byScore([leftId, left]: Scored, [rightId, right]: Scored): number {
  return right - left || leftId - rightId;
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
    if (this.#kept.length > 3 * this.#count) this.#cut();
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
