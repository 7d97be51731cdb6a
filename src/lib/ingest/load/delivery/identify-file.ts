import type { Input } from '../../input/input.ts';
import { contentHash } from '../../input/content-hash.ts';
import type { FileIdentity } from '../file-ledger.ts';
import type { DeliveryIdentity } from './delivery-ledger.ts';

/** What the ledger knows a file by. */
export type Identity = FileIdentity & DeliveryIdentity;

/** Reads a file to its end to say what the ledger knows it by. */
export async function identifyFile(
  source: string,
  { file, spec }: Input,
  signal: AbortSignal,
): Promise<Identity> {
  const { fileKey, deliveryName } = file;
  const target = spec.into ?? `${source}_${fileKey}`;
  return {
    source,
    fileKey,
    target,
    deliveryName,
    contentSha256: await contentHash(file, signal),
  };
}
