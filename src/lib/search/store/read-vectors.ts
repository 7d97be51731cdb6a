import type { MariadbConnection } from '../../infra/mariadb/connection.ts';
import type { ProductVectors } from '../lsa/nearest-products.ts';
import { decodeDocumentNumbers } from './known-documents.ts';
import { readParts } from './segment-parts.ts';
import {
  readVectorFile,
  type SegmentVectors,
  vectorFile,
  type VectorKey,
  writeVectorFile,
} from './vector-file.ts';

export interface VectorSource {
  readonly connection: MariadbConnection;
  readonly stateDir: string;
  readonly key: VectorKey;
  readonly replaced: ReadonlyMap<string, ReadonlySet<number>>;
}

/** The vectors of all products of the index: from the file that an earlier search has kept, else from the server. */
export async function readVectors({
  connection,
  stateDir,
  key,
  replaced,
}: VectorSource): Promise<ProductVectors> {
  const file = vectorFile(stateDir, connection.endpoint);
  let segments = await readVectorFile(file, key);
  if (segments === undefined) {
    segments = await readSegments(connection);
    await writeVectorFile(file, key, segments);
  }
  return {
    dimensions: key.dimensions,
    segments: segments.map((segment) => ({ ...segment, replaced: replaced.get(segment.segmentId) })),
  };
}

async function readSegments(connection: MariadbConnection): Promise<SegmentVectors[]> {
  const documents = new Map(
    (await readParts(connection, 'documents')).map(({ segmentId, content }) => [segmentId, content]),
  );
  return (await readParts(connection, 'vectors')).map(({ segmentId, content }) => ({
    segmentId,
    productIds: decodeDocumentNumbers(documents.get(segmentId) ?? Buffer.alloc(0)),
    vectors: content,
  }));
}
