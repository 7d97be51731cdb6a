import { AetherError } from '../../../core/errors.ts';
import type { IngestRun } from '../../ingest-run.ts';
import type { Input } from '../../input/input.ts';
import type { LedgerFile } from '../file-ledger.ts';
import type { Unknown } from './unknown-file.ts';
import { deliveryDiffers } from './adopt-earlier.ts';
import { enterStaged } from './deliver-again.ts';
import { latestDelivery, supersededCopy } from './delivery-ledger.ts';
import { earlierChunks } from './earlier-chunks.ts';
import type { Identity } from './identify-file.ts';
import { replaceRows } from './replace-rows.ts';
import { verifyCorrection } from './verify-correction.ts';

type Needs = Pick<IngestRun, 'context' | 'connection' | 'databases' | 'ledger' | 'chunkBytes' | 'sameName'>;

export interface Entered {
  readonly file: LedgerFile;
  readonly result: 'loaded' | 'corrected' | 'unchanged';
}

/**
 * Enters a file in the ledger, in the place of the one that came before it under its name. Throws DELIVERY_DIFFERS
 * before anything has changed.
 */
export async function enterFile(run: Needs, unknown: Unknown): Promise<Entered> {
  const { ledger, sameName } = run;
  const { input, entry, underWay } = unknown;
  const { copy, latest } = await findEarlier(run, unknown);
  if (copy !== undefined) return { file: copy, result: 'unchanged' };
  if (input.spec.into === undefined) return { file: await enterStaged(run, unknown), result: 'loaded' };
  if (latest === undefined) return { file: await ledger.create(entry), result: 'loaded' };
  if (underWay.has(latest.fileId)) throw twoOfAName(input, latest);
  await ledger.claim(latest.fileId);
  if (sameName !== 'replace') return correct(run, unknown, latest);
  await replaceRows(run, input, latest);
  // Not as a correction of it: records of the same number are not the same ones.
  return { file: await ledger.supersedeBy([latest.fileId], entry), result: 'loaded' };
}

/** `latest` is the file whose place this one takes; `copy` a superseded one with its bytes, if it is not back for that. */
export async function findEarlier(
  { connection, databases, sameName }: Pick<Needs, 'connection' | 'databases' | 'sameName'>,
  { input, entry, contents }: Pick<Unknown, 'input' | 'contents'> & { readonly entry: Identity },
): Promise<{ latest?: LedgerFile | undefined; copy?: LedgerFile | undefined }> {
  if (sameName === 'append') return {};
  const takesPlace = input.spec.same_name === 'correction' && entry.deliveryName !== null;
  const latest = takesPlace ? await latestDelivery(connection, databases.meta, entry) : undefined;
  const copy = await supersededCopy(connection, databases.meta, entry);
  if (latest === undefined || copy?.deliveryName !== latest.deliveryName)
    // The rows of a superseded file stay in its table; what the steps made of staged ones may have changed since.
    return { latest, copy: input.spec.into === undefined ? undefined : copy };
  return contents.has(latest.contentSha256) ? { copy } : { latest };
}

async function correct(run: Needs, { input, entry }: Unknown, latest: LedgerFile): Promise<Entered> {
  const { context, connection, databases, ledger } = run;
  if (latest.state === 'replacing') {
    const message = `${input.file.path}: the rows of the earlier file of this name are half deleted`;
    throw new AetherError('LOAD_REFUSED', message, { hint: 'go on with --replace' });
  }
  const earlier = await earlierChunks(connection, databases.meta, latest.fileId);
  await verifyCorrection(run, input, earlier);
  const file = await ledger.correct(latest.fileId, entry);
  if (earlier.length === 0) return { file, result: 'loaded' };
  const message = `${input.file.path}: corrects file ${latest.fileId} of the same name; the rows that are loaded stay`;
  context.emit({ type: 'note', level: 'info', message });
  return { file, result: 'corrected' };
}

function twoOfAName({ file, spec }: Input, other: LedgerFile): AetherError {
  const message = `${file.path}: ${other.fileName} has the same name but for its compression`;
  return deliveryDiffers(message, { table: spec.into ?? '', fileIdColumn: spec.file_id_column });
}
