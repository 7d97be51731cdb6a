import { type CatalogueDocument, contentHash } from '../catalogue/document.ts';
import { FIELDS, type Field } from '../index/fields.ts';
import { Occurrences } from '../index/occurrences.ts';
import { createAnalyser, type Analyser } from '../text/analyser.ts';
import { wordsOf } from '../text/words.ts';

/** What a segment is made of. */
export interface AnalysedDocuments {
  readonly occurrences: Occurrences;
  readonly documents: readonly { readonly productId: number; readonly hash: Buffer }[];
  /** Words of the products, each with the number of products that have it. */
  readonly words: ReadonlyMap<string, number>;
}

/**
 * Takes the texts of products apart, each in its language.
 * @param onProgress is called with the number of products that are done
 */
export async function analyseDocuments(
  pages: AsyncIterable<readonly CatalogueDocument[]> | Iterable<readonly CatalogueDocument[]>,
  onProgress: (products: number) => void,
): Promise<AnalysedDocuments> {
  const analysers = new Map<string, Analyser>();
  const occurrences = new Occurrences();
  const documents: { productId: number; hash: Buffer }[] = [];
  const words = new Map<string, number>();
  for await (const page of pages) {
    for (const document of page) {
      const { language, productId } = document;
      const analyser = analysers.get(language) ?? (await createAnalyser(language));
      analysers.set(language, analyser);
      const found = FIELDS.map((field) => wordsOf(document.fields[field]));
      const terms = FIELDS.map((field, index): [Field, string[]] => [
        field,
        (found[index] ?? []).map(analyser.termOf),
      ]);
      occurrences.add(productId, Object.fromEntries(terms) as Record<Field, string[]>);
      for (const word of new Set(found.flat())) words.set(word, (words.get(word) ?? 0) + 1);
      documents.push({ productId, hash: contentHash(document) });
    }
    onProgress(documents.length);
  }
  return { occurrences, documents, words };
}
