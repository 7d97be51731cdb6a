import { hash } from 'node:crypto';
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
  const text = [language, ...FIELDS.map((field) => fields[field])].join('\0');
  return hash('sha256', text, 'buffer').subarray(0, HASH_BYTES);
}
