import { AetherError, throwIfAborted } from '../../core/errors.ts';
import type { IngestRun } from '../ingest-run.ts';
import { contentHash } from '../input/content-hash.ts';
import { inputFile } from '../input/find-files.ts';
import { inspectInputs } from '../input/inspect-inputs.ts';
import type { Input } from '../input/input.ts';

/** The input of a file that an earlier run brought, where it still lies there with the same bytes; else undefined. */
export async function findEarlierInput(
  { ledger, source, directory }: Pick<IngestRun, 'ledger' | 'source' | 'directory'>,
  signal: AbortSignal,
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
