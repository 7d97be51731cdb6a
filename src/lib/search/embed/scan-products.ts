import { throwIfAborted } from '../../core/errors.ts';
import type { TextField } from '../../infra/config/sections/embeddings-section.ts';
import type { MariadbConnection } from '../../infra/mariadb/connection.ts';
import { lookUpTexts, readAssigned } from './space/vector-store.ts';
import { type ProductTexts, readTexts } from './texts/read-texts.ts';
import { type RenderedText, renderText, type TextTemplate } from './texts/render-text.ts';

/** A product whose vector is not that of its text. */
export interface Candidate extends RenderedText {
  readonly productId: string;
  readonly productNo: string;
  readonly change: 'new' | 'changed';
  /** `cached`: the vector of the text is there. `refused`: the provider does not take it. `missing`: it is to be sent. */
  readonly vector: 'cached' | 'refused' | 'missing';
}

export interface ScannedPage {
  readonly products: number;
  readonly unchanged: number;
  readonly candidates: readonly Candidate[];
  /** Products without a text to embed, and those of them that have a vector of an earlier text. */
  readonly withoutText: number;
  readonly emptied: readonly string[];
}

/**
 * Compares the catalogue with a space, a page at a time.
 * @param spaceId undefined for a space that is not there yet
 */
export async function* scanProducts(
  connection: MariadbConnection,
  spaceId: number | undefined,
  template: TextTemplate,
  signal: AbortSignal,
): AsyncGenerator<ScannedPage> {
  const fields: readonly TextField[] = template.fields;
  for await (const page of readTexts(connection, fields)) {
    throwIfAborted(signal);
    yield await scanPage(connection, spaceId, template, page);
  }
}

async function scanPage(
  connection: MariadbConnection,
  spaceId: number | undefined,
  template: TextTemplate,
  page: readonly ProductTexts[],
): Promise<ScannedPage> {
  const range = [page[0]?.productId ?? '0', page.at(-1)?.productId ?? '0'] as const;
  const assigned =
    spaceId === undefined ? new Map<string, string>() : await readAssigned(connection, spaceId, range);
  const rendered = page.map((product) => ({ product, text: renderText(template, product.texts) }));
  const differing = rendered.flatMap(({ product, text }) => {
    const known = assigned.get(product.productId);
    if (text === undefined || known === text.sha256.toString('hex')) return [];
    const change = known === undefined ? ('new' as const) : ('changed' as const);
    return [{ ...text, productId: product.productId, productNo: product.productNo, change }];
  });
  const { cached, refused } =
    spaceId === undefined
      ? { cached: new Set<string>(), refused: new Set<string>() }
      : await lookUpTexts(
          connection,
          spaceId,
          differing.map(({ sha256 }) => sha256),
        );
  const vectorOf = (hash: string) =>
    cached.has(hash) ? 'cached' : refused.has(hash) ? 'refused' : ('missing' as const);
  const empty = rendered.filter(({ text }) => text === undefined);
  return {
    products: page.length,
    unchanged: page.length - differing.length - empty.length,
    candidates: differing.map((each) => ({ ...each, vector: vectorOf(each.sha256.toString('hex')) })),
    withoutText: empty.length,
    emptied: empty.flatMap(({ product }) => (assigned.has(product.productId) ? [product.productId] : [])),
  };
}
