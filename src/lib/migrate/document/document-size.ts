import { BSON, type Document } from 'mongodb';
import { AetherError } from '../../core/errors.ts';
import { formatBytes } from '../../core/units.ts';

/** MongoDB's limit. */
const LARGEST_DOCUMENT = 16 * 1024 * 1024;

/** Bytes of BSON. Throws MIGRATE_VALUE_REFUSED for a document that MongoDB would refuse. */
export function sizeOf(collection: string, document: Document): number {
  const bytes = BSON.calculateObjectSize(document);
  if (bytes <= LARGEST_DOCUMENT) return bytes;
  throw new AetherError(
    'MIGRATE_VALUE_REFUSED',
    `${collection} ${String(document['_id'])}: ${formatBytes(bytes)} are more than the 16 MiB of a document`,
    { hint: 'move an array of it into a collection of its own' },
  );
}
