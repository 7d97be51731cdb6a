import { ByteReader, ByteWriter } from './varint.ts';

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

/** Calls back for every posting, in the order of products: an object for each of them would take most of the time. */
export function forEachPosting(
  blob: Uint8Array,
  visit: (productId: number, fields: number, impact: number) => void,
): void {
  const reader = new ByteReader(blob);
  let productId = 0;
  while (!reader.isAtEnd) {
    productId += reader.varint();
    const fields = reader.byte();
    visit(productId, fields, reader.varint() * IMPACT_STEP);
  }
}
