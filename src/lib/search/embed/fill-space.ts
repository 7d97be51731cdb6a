import { throwIfAborted } from '../../core/errors.ts';
import type { Look } from './look-at-space.ts';
import type { EmbedContext, EmbedSession } from './open-embed.ts';
import { LARGEST_BATCH } from './provider.ts';
import { type Candidate, scanProducts } from './scan-products.ts';
import type { Line } from './send/exchange.ts';
import { type Document, sendDocuments } from './send/send-documents.ts';
import { assignVectors, cacheVectors, recordRefusal, removeVectors } from './space/vector-store.ts';

/** What a run has done to a space. */
export interface Filled {
  /** Texts that got a vector from the provider. */
  readonly sent: number;
  /** Products that got the vector of their text. */
  readonly assigned: number;
  /** Products whose text is gone. */
  readonly removed: number;
  /** Products whose text the provider refuses, with its reason. */
  readonly refused: readonly { readonly productNo: string; readonly reason: string }[];
}

export interface FillParts {
  readonly session: EmbedSession;
  readonly line: Line;
  readonly look: Look;
  readonly spaceId: number;
  readonly step: string;
}

/** Sends the texts without a vector, page by page, and gives the products their vectors; every batch commits as a whole. */
export async function fillSpace(context: EmbedContext, parts: FillParts): Promise<Filled> {
  const { session, line, look, spaceId } = parts;
  const { connection } = session;
  const filler = createFiller(context, parts);
  for await (const page of scanProducts(connection, spaceId, look.template, context.signal)) {
    const cached = page.candidates.filter(({ vector }) => vector === 'cached');
    for (const part of chunks(cached)) await filler.assign(part);
    if (page.emptied.length > 0) await line.commit(() => removeVectors(connection, spaceId, page.emptied));
    filler.count.removed += page.emptied.length;
    const missing = page.candidates.filter(({ vector }) => vector === 'missing');
    for (const part of chunks(groupByText(missing))) await filler.send(part);
  }
  return filler.count;
}

/** Products that share a text. */
interface TextGroup extends Document {
  readonly products: readonly Candidate[];
}

function createFiller(context: EmbedContext, { session, line, look, spaceId, step }: FillParts) {
  const { connection } = session;
  const space = { id: spaceId, dimensions: look.settings.space.dimensions };
  const count = { sent: 0, assigned: 0, removed: 0, refused: [] as { productNo: string; reason: string }[] };
  const progress = () =>
    context.emit({
      type: 'step_progress',
      step,
      done: count.sent,
      total: look.work.texts,
      unit: 'rows',
      counters: { requests: line.tally.requests, tokens: line.tally.tokens },
    });
  return {
    count,
    async assign(products: readonly Candidate[]) {
      throwIfAborted(context.signal);
      await line.commit(() => assignVectors(connection, space, products));
      count.assigned += products.length;
    },
    async send(groups: readonly TextGroup[]) {
      const byHash = new Map(groups.map((group) => [group.sha256, group.products]));
      const productsOf = (documents: readonly Document[]) =>
        documents.flatMap(({ sha256 }) => byHash.get(sha256) ?? []);
      await sendDocuments(line, groups, {
        async vectors(documents, vectors) {
          const entries = documents.flatMap(({ sha256 }, place) => {
            const vector = vectors[place];
            return vector === undefined ? [] : [{ sha256, vector }];
          });
          await cacheVectors(connection, spaceId, entries);
          await assignVectors(connection, space, productsOf(documents));
        },
        async refusal(document, reason) {
          await line.commit(() => recordRefusal(connection, spaceId, { sha256: document.sha256, reason }));
          count.refused.push(...productsOf([document]).map(({ productNo }) => ({ productNo, reason })));
        },
        kept(documents) {
          count.sent += documents.length;
          count.assigned += productsOf(documents).length;
          progress();
        },
      });
    },
  };
}

function groupByText(candidates: readonly Candidate[]): TextGroup[] {
  const groups = new Map<string, Candidate[]>();
  for (const candidate of candidates) {
    const key = candidate.sha256.toString('base64');
    groups.set(key, [...(groups.get(key) ?? []), candidate]);
  }
  return [...groups.values()].flatMap((products) => {
    const [first] = products;
    return first === undefined ? [] : [{ text: first.text, sha256: first.sha256, products }];
  });
}

function chunks<Item>(items: readonly Item[]): Item[][] {
  return Array.from({ length: Math.ceil(items.length / LARGEST_BATCH) }, (_, index) =>
    items.slice(index * LARGEST_BATCH, (index + 1) * LARGEST_BATCH),
  );
}
