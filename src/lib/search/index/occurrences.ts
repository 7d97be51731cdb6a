import { FIELDS, FIELD_WEIGHTS, type Field } from './fields.ts';
import { GrowingNumbers } from './growing.ts';
import { PostingWriter } from './postings.ts';

/** Average terms in each field, over the products of the index that a segment belongs to. */
export type FieldLengths = Readonly<Record<Field, number>>;

/** Occurrences that are told apart in one field: five bits for each of six fields. */
const MOST_IN_FIELD = 31;
const BITS = 5;

/**
 * Which term occurs how often in which field of which product, collected product by product and then turned around.
 * Three numbers of 32 bits for each pair of product and term: 100,000 products with 300 terms each take 360 MB.
 */
export class Occurrences {
  readonly #termIds = new Map<string, number>();
  readonly #products: number[] = [];
  readonly #lengths: number[][] = [];
  readonly #pairProducts = new GrowingNumbers();
  readonly #pairTerms = new GrowingNumbers();
  readonly #pairCounts = new GrowingNumbers();

  /** Products must come in rising order. */
  add(productId: number, terms: Readonly<Record<Field, readonly string[]>>): void {
    const index = this.#products.push(productId) - 1;
    this.#lengths.push(FIELDS.map((field) => terms[field].length));
    const counts = new Map<number, number>();
    FIELDS.forEach((field, position) => {
      for (const term of terms[field]) {
        const id = this.#idOf(term);
        const packed = counts.get(id) ?? 0;
        const inField = (packed >>> (position * BITS)) & MOST_IN_FIELD;
        if (inField < MOST_IN_FIELD) counts.set(id, packed + 2 ** (position * BITS));
      }
    });
    for (const [id, packed] of counts) {
      this.#pairProducts.push(index);
      this.#pairTerms.push(id);
      this.#pairCounts.push(packed);
    }
  }

  get productCount(): number {
    return this.#products.length;
  }

  /** Pairs of a product and a term that it holds. */
  get pairCount(): number {
    return this.#pairTerms.length;
  }

  /** The terms by their number. */
  termNames(): string[] {
    return [...this.#termIds.keys()];
  }

  /** Products that hold each term, by its number. */
  documentFrequencies(): Uint32Array {
    const counts = new Uint32Array(this.#termIds.size);
    for (const term of this.#pairTerms.view()) counts[term] = (counts[term] ?? 0) + 1;
    return counts;
  }

  /**
   * Calls back for every product and term that it holds, in the order of the products.
   * @param visit gets the place of the product, the number of the term, and how often it occurs; in the title twice
   */
  forEachPair(visit: (product: number, term: number, frequency: number) => void): void {
    const [products, terms, counts] = [
      this.#pairProducts.view(),
      this.#pairTerms.view(),
      this.#pairCounts.view(),
    ];
    products.forEach((product, pair) => {
      const packed = counts[pair] ?? 0;
      // The title is the first field.
      let frequency = packed & MOST_IN_FIELD;
      for (let rest = packed; rest > 0; rest >>>= BITS) frequency += rest & MOST_IN_FIELD;
      visit(product, terms[pair] ?? 0, frequency);
    });
  }

  /** Sums over the products: what averages are made of. */
  totalLengths(): FieldLengths {
    const totals = FIELDS.map((_, position) =>
      this.#lengths.reduce((sum, lengths) => sum + (lengths[position] ?? 0), 0),
    );
    return Object.fromEntries(
      FIELDS.map((field, position) => [field, totals[position] ?? 0]),
    ) as FieldLengths;
  }

  /** The postings of every term, in the order of their bytes as the table has them. */
  *terms(averages: FieldLengths): Generator<{ term: string; count: number; postings: Buffer }> {
    const order = this.#pairsByTerm();
    const names = [...this.#termIds].toSorted(([left], [right]) =>
      Buffer.compare(Buffer.from(left), Buffer.from(right)),
    );
    for (const [term, id] of names) {
      const writer = new PostingWriter();
      const [from = 0, to = 0] = [order.starts[id], order.starts[id + 1]];
      for (const pair of order.pairs.subarray(from, to)) {
        const index = this.#pairProducts.view()[pair] ?? 0;
        const packed = this.#pairCounts.view()[pair] ?? 0;
        writer.add({
          productId: this.#products[index] ?? 0,
          ...this.#weigh(packed, this.#lengths[index] ?? [], averages),
        });
      }
      yield { term, count: writer.count, postings: writer.take() };
    }
  }

  /** BM25F: occurrences in each field by its weight and its length, added up before they saturate. */
  #weigh(
    packed: number,
    lengths: readonly number[],
    averages: FieldLengths,
  ): { fields: number; impact: number } {
    let fields = 0;
    let impact = 0;
    FIELDS.forEach((field, position) => {
      const count = (packed >>> (position * BITS)) & MOST_IN_FIELD;
      if (count === 0) return;
      const { weight, b } = FIELD_WEIGHTS[field];
      const relative = (lengths[position] ?? 0) / Math.max(averages[field], 1);
      fields |= 1 << position;
      impact += (weight * count) / (1 - b + b * relative);
    });
    return { fields, impact };
  }

  /** Counting sort: the pairs of term t are `pairs[starts[t]…starts[t + 1])`, in the order of their products. */
  #pairsByTerm(): { starts: Uint32Array; pairs: Uint32Array } {
    const terms = this.#pairTerms.view();
    const starts = new Uint32Array(this.#termIds.size + 1);
    for (const term of terms) starts[term + 1] = (starts[term + 1] ?? 0) + 1;
    for (let term = 0; term < this.#termIds.size; term += 1) {
      starts[term + 1] = (starts[term + 1] ?? 0) + (starts[term] ?? 0);
    }
    const next = starts.slice();
    const pairs = new Uint32Array(terms.length);
    terms.forEach((term, pair) => {
      const place = next[term] ?? 0;
      pairs[place] = pair;
      next[term] = place + 1;
    });
    return { starts, pairs };
  }

  #idOf(term: string): number {
    const known = this.#termIds.get(term);
    if (known !== undefined) return known;
    const id = this.#termIds.size;
    this.#termIds.set(term, id);
    return id;
  }
}
