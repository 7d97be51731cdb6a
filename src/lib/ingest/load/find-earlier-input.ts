import { AetherError, throwIfAborted } from '../../core/errors.ts';
import type { Context } from '../../infra/context.ts';
import type { IngestWork } from '../ingest-work.ts';
import { contentHash } from '../input/content-hash.ts';
import { inputFile } from '../input/find-files.ts';
import { inspectInputs } from '../input/inspect-inputs.ts';
import type { Input } from '../input/input.ts';
import type { FileLedger } from './file-ledger.ts';

/** The input of a file that an earlier run brought, where it still lies there with the same bytes; else undefined. */
export async function findEarlierInput(
  { signal }: Pick<Context, 'signal'>,
  ledger: FileLedger,
  { source, directory }: Pick<IngestWork, 'source' | 'directory'>,
  fileId: number,
): Promise<Input | undefined> {
  const known = await ledger.byId(fileId);
  if (known === undefined) return undefined;
  try {
    const file = await inputFile(known.fileKey, known.fileName);
    if ((await contentHash(file, signal)) !== known.contentSha256) return undefined;
    const quiet = { emit: () => undefined, signal };
    return (await inspectInputs(quiet, { source, directory }, [file]))[0];
  } catch (thrown) {
    throwIfAborted(signal);
    if (thrown instanceof AetherError) return undefined;
    throw thrown;
  }
}
