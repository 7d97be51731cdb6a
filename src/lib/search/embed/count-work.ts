import type { ScannedPage } from './scan-products.ts';
import { CANARY_TEXTS } from './space/canaries.ts';
import { estimateTokens } from './texts/tokens.ts';

/** How the catalogue differs from a space. */
export interface Work {
  readonly products: number;
  readonly added: number;
  readonly changed: number;
  readonly unchanged: number;
  /** New or changed, and the provider does not take their text. */
  readonly refused: number;
  readonly withoutText: number;
  /** Texts that are longer than the model reads. */
  readonly cut: number;
  /** Products with a vector of a text that they no longer have. */
  readonly emptied: number;
  /** Texts to send: products that share a text count once, those in the cache not at all. */
  readonly texts: number;
  /** Of these texts and the canaries. */
  readonly tokens: number;
}

/** Counts what is to be done, without doing any of it. */
export async function countWork(pages: AsyncIterable<ScannedPage>): Promise<Work> {
  const total = {
    products: 0,
    added: 0,
    changed: 0,
    unchanged: 0,
    refused: 0,
    withoutText: 0,
    cut: 0,
    emptied: 0,
  };
  const missing = new Set<string>();
  let tokens = 0;
  for await (const page of pages) {
    total.products += page.products;
    total.unchanged += page.unchanged;
    total.withoutText += page.withoutText;
    total.emptied += page.emptied.length;
    for (const { vector, change, isCut, text, sha256 } of page.candidates) {
      if (vector === 'refused') total.refused += 1;
      else total[change === 'new' ? 'added' : 'changed'] += 1;
      if (isCut) total.cut += 1;
      const key = sha256.toString('base64');
      if (vector !== 'missing' || missing.has(key)) continue;
      missing.add(key);
      tokens += estimateTokens(text);
    }
  }
  return { ...total, texts: missing.size, tokens: missing.size === 0 ? 0 : tokens + CANARY_TOKENS };
}

/** What checking the model costs, in every run that sends something. */
export const CANARY_TOKENS = CANARY_TEXTS.reduce((sum, text) => sum + estimateTokens(text), 0);
