import { type CatalogueDocument, contentHash } from '../catalogue/document.ts';
import type { KnownDocument } from '../store/known-documents.ts';

export interface Changes {
  readonly products: number;
  readonly added: number;
  readonly changed: number;
  /** New and changed products. */
  readonly documents: readonly CatalogueDocument[];
  /** Changed and removed products, by the segment that holds their old form. */
  readonly replaced: ReadonlyMap<string, readonly number[]>;
  /** Products that are no longer in the catalogue. */
  readonly removed: number;
}

/**
 * Compares the catalogue with the index by the hash of each product's text.
 * @param known products of the index, by number
 */
export async function scanChanges(
  catalogue: AsyncIterable<readonly CatalogueDocument[]>,
  known: ReadonlyMap<number, KnownDocument>,
): Promise<Changes> {
  const replaced = new Map<string, number[]>();
  const replace = (segmentId: string, productId: number) => {
    const inSegment = replaced.get(segmentId) ?? [];
    if (inSegment.length === 0) replaced.set(segmentId, inSegment);
    inSegment.push(productId);
  };
  const gone = new Map(known);
  const documents: CatalogueDocument[] = [];
  const counts = { products: 0, added: 0, changed: 0 };
  for await (const page of catalogue) {
    for (const document of page) {
      const { productId } = document;
      const before = known.get(productId);
      gone.delete(productId);
      counts.products += 1;
      if (before?.hash === contentHash(document).toString('latin1')) continue;
      if (before === undefined) counts.added += 1;
      else counts.changed += 1;
      if (before !== undefined) replace(before.segmentId, productId);
      documents.push(document);
    }
  }
  for (const [productId, { segmentId }] of gone) replace(segmentId, productId);
  return { ...counts, documents, replaced, removed: gone.size };
}
