import { toAetherError } from '../../../core/errors.ts';
import { refusalFacts } from '../refusal.ts';
import { exchange, type Line } from './exchange.ts';

export interface Document {
  readonly text: string;
  readonly sha256: Buffer;
}

export interface Keep {
  /** Writes vectors of documents; in a transaction. */
  readonly vectors: (documents: readonly Document[], vectors: readonly Float32Array[]) => Promise<void>;
  /** Is called when the vectors are committed. */
  readonly kept: (documents: readonly Document[]) => void;
  /** Notes that the provider does not take this text. */
  readonly refusal: (document: Document, reason: string) => Promise<void>;
}

/**
 * Gets the vectors of documents. A request that is refused for its texts, or answered with vectors that cannot be used,
 * is halved until the text is alone that is to blame; the others go on. A single text has a second try if its answer
 * was bad.
 */
export async function sendDocuments(
  line: Line,
  documents: readonly Document[],
  keep: Keep,
  isSecondTry = false,
): Promise<void> {
  const texts = documents.map(({ text }) => text);
  try {
    await exchange(line, texts, 'document', (vectors) => keep.vectors(documents, vectors));
    keep.kept(documents);
  } catch (thrown) {
    const reason = refusalFacts(thrown)?.reason;
    if (reason !== 'text' && reason !== 'reply') throw thrown;
    const [document] = documents;
    if (documents.length > 1) {
      const middle = Math.ceil(documents.length / 2);
      await sendDocuments(line, documents.slice(0, middle), keep);
      await sendDocuments(line, documents.slice(middle), keep);
    } else if (reason === 'reply' && !isSecondTry) {
      await sendDocuments(line, documents, keep, true);
    } else if (document !== undefined) {
      await keep.refusal(document, toAetherError(thrown).message);
    }
  }
}
