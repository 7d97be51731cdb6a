import type { ProductVectors } from '../lsa/nearest-products.ts';
import type { MariadbConnection } from '../../infra/mariadb/connection.ts';
import { decodeDocumentNumbers } from './known-documents.ts';
import { readParts } from './segment-parts.ts';

/** The vectors of all products of the index. */
export async function readVectors(
  connection: MariadbConnection,
  dimensions: number,
  replaced: ReadonlyMap<string, ReadonlySet<number>>,
): Promise<ProductVectors> {
  const documents = new Map(
    (await readParts(connection, 'documents')).map(({ segmentId, content }) => [segmentId, content]),
  );
  const segments = (await readParts(connection, 'vectors')).map(({ segmentId, content }) => ({
    productIds: decodeDocumentNumbers(documents.get(segmentId) ?? Buffer.alloc(0)),
    vectors: content,
    replaced: replaced.get(segmentId),
  }));
  return { dimensions, segments };
}
