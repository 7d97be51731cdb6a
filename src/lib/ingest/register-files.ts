import type { Context } from '../infra/context.ts';
import type { IngestWork, KnownFile } from './ingest-work.ts';
import { contentHash } from './input/content-hash.ts';
import type { InputFile } from './input/find-files.ts';
import { verifyCompression } from './input/verify-compression.ts';
import type { LoadTools } from './load/load-file.ts';

/**
 * Finds every file in the ledger by its content, or enters it. The same bytes twice in one run are one file. Throws
 * INPUT_DAMAGED for a compressed file that is torn, so that nothing of it is ever loaded.
 */
export async function registerFiles(
  context: Context,
  { ledger }: LoadTools,
  work: IngestWork,
): Promise<KnownFile[]> {
  const known: KnownFile[] = [];
  for (const input of work.inputs) {
    const contentSha256 = await contentHash(input.file, context.signal);
    const identity = { source: work.source.source, fileKey: input.file.fileKey, contentSha256 };
    const found = await ledger.find(identity);
    // What an earlier run has entered was verified then.
    const plainBytes =
      found === undefined ? await verifyCompression(input.file, context.signal) : plainSize(input.file);
    if (found === undefined) {
      const file = await ledger.create({
        ...identity,
        fileName: input.file.path,
        target: input.spec.into ?? `${work.source.source}_${input.file.fileKey}`,
        byteSize: input.file.bytes,
        chunkBytes: work.chunkBytes,
        encoding: input.spec.encoding,
        dialect: input.spec.dialect,
      });
      known.push({ input, file, plainBytes, result: 'loaded' });
    } else if (found.state === 'failed') {
      await ledger.reset(found.fileId, work.chunkBytes);
      known.push({ input, file: { ...found, chunkBytes: work.chunkBytes }, plainBytes, result: 'loaded' });
    } else if (found.state === 'loading') {
      await ledger.claim(found.fileId);
      known.push({ input, file: found, plainBytes, result: 'resumed' });
    } else {
      known.push({ input, file: found, plainBytes, result: 'unchanged' });
    }
  }
  return known;
}

/** Decompressed bytes; null where only reading to the end would tell. */
function plainSize({ compression, bytes }: InputFile): number | null {
  return compression === 'none' ? bytes : null;
}
