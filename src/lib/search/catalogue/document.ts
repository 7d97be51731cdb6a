import { createHash } from 'node:crypto';
import { FIELDS, type FieldTexts } from '../index/fields.ts';

/** A product as it is searched. */
export interface CatalogueDocument {
  readonly productId: number;
  readonly language: string;
  readonly fields: FieldTexts;
}

/** Bytes of a content hash: enough that no two texts of a catalogue share one. */
export const HASH_BYTES = 16;

/** What decides if a product has changed: its texts and language, never its price or stock. */
export function contentHash({ language, fields }: CatalogueDocument): Buffer {
  const hash = createHash('sha256').update(language);
  for (const field of FIELDS) hash.update('\0').update(fields[field]);
  return hash.digest().subarray(0, HASH_BYTES);
}
