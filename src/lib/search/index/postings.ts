import { ByteWriter, numbersIn } from './varint.ts';

/** That a term occurs in a product: in which fields, and how much that counts. */
export interface Posting {
  readonly productId: number;
  /** Bits of FIELDS. */
  readonly fields: number;
  /** The weighted, length-normalised frequency of BM25F. */
  readonly impact: number;
}

/** An impact is stored as a whole number of this part; the rounding moves no score by more than 0.2 %. */
const IMPACT_STEP = 1 / 256;

/** Products must come in rising order. */
export class PostingWriter {
  readonly #bytes = new ByteWriter();
  #last = 0;
  #count = 0;

  add({ productId, fields, impact }: Posting): void {
    this.#bytes.varint(productId - this.#last);
    this.#bytes.byte(fields);
    this.#bytes.varint(Math.max(1, Math.round(impact / IMPACT_STEP)));
    this.#last = productId;
    this.#count += 1;
  }

  get count(): number {
    return this.#count;
  }

  take(): Buffer {
    return this.#bytes.take();
  }
}

/** The postings of a term in a segment, in rising order of products: arrays, as an object for each would take most of the time. */
export interface Postings {
  readonly productIds: Float64Array;
  /** Bits of FIELDS. */
  readonly fields: Uint8Array;
  readonly impacts: Float64Array;
}

/**
 * Reads what a PostingWriter has written. Throws a RangeError for bytes that end too early.
 * @param count of the postings
 */
export function decodePostings(bytes: Uint8Array, count: number): Postings {
  const productIds = new Float64Array(count);
  const fields = new Uint8Array(count);
  const impacts = new Float64Array(count);
  const numbers = numbersIn(bytes);
  let productId = 0;
  for (let place = 0; place < count; place += 1) {
    productId += numbers.varint();
    productIds[place] = productId;
    fields[place] = numbers.byte();
    impacts[place] = numbers.varint() * IMPACT_STEP;
  }
  return { productIds, fields, impacts };
}
