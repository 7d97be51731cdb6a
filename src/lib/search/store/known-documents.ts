import type { MariadbConnection } from '../../infra/mariadb/connection.ts';
import { HASH_BYTES } from '../catalogue/document.ts';

import { readParts } from './segment-parts.ts';

/** Where a product is in the index, and what its texts were. */
export interface KnownDocument {
  readonly segmentId: string;
  readonly hash: string;
}

const RECORD_BYTES = 8 + HASH_BYTES;

/** Numbers and hashes of the products of a segment, in records of 24 bytes. */
export function encodeDocuments(documents: readonly { productId: number; hash: Buffer }[]): Buffer {
  const bytes = Buffer.alloc(documents.length * RECORD_BYTES);
  documents.forEach(({ productId, hash }, index) => {
    bytes.writeBigUInt64LE(BigInt(productId), index * RECORD_BYTES);
    hash.copy(bytes, index * RECORD_BYTES + 8);
  });
  return bytes;
}

/** The numbers of an encoded list of products, in its order. */
export function decodeDocumentNumbers(bytes: Buffer): Float64Array {
  const numbers = new Float64Array(bytes.length / RECORD_BYTES);
  for (let index = 0; index < numbers.length; index += 1) {
    const at = index * RECORD_BYTES;
    // A BigInt for each of 100,000 products would be garbage to collect.
    numbers[index] = bytes.readUInt32LE(at) + bytes.readUInt32LE(at + 4) * 2 ** 32;
  }
  return numbers;
}

/** Numbers of replaced products. */
export function encodeNumbers(productIds: readonly number[]): Buffer {
  const bytes = Buffer.alloc(productIds.length * 8);
  productIds.forEach((productId, index) => bytes.writeBigUInt64LE(BigInt(productId), index * 8));
  return bytes;
}

export function decodeNumbers(bytes: Buffer): number[] {
  return Array.from({ length: bytes.length / 8 }, (_, index) => Number(bytes.readBigUInt64LE(index * 8)));
}

/** Products that a live segment holds and a later one replaced, by segment. */
export async function readReplaced(
  connection: MariadbConnection,
): Promise<ReadonlyMap<string, ReadonlySet<number>>> {
  const parts = await readParts(connection, 'replaced');
  return new Map(parts.map(({ segmentId, content }) => [segmentId, new Set(decodeNumbers(content))]));
}

/** All products of the index by their number. */
export async function readKnownDocuments(
  connection: MariadbConnection,
): Promise<ReadonlyMap<number, KnownDocument>> {
  const replaced = await readReplaced(connection);
  const known = new Map<number, KnownDocument>();
  for (const { segmentId, content } of await readParts(connection, 'documents')) {
    for (let at = 0; at < content.length; at += RECORD_BYTES) {
      const productId = Number(content.readBigUInt64LE(at));
      if (replaced.get(segmentId)?.has(productId) === true) continue;
      const hash = content.toString('latin1', at + 8, at + RECORD_BYTES);
      known.set(productId, { segmentId, hash });
    }
  }
  return known;
}
