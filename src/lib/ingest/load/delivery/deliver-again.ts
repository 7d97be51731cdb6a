import type { IngestRun } from '../../ingest-run.ts';
import type { LedgerFile } from '../file-ledger.ts';
import { type DeliveryIdentity, latestDelivery } from './delivery-ledger.ts';
import type { Unknown } from './unknown-file.ts';

type Needs = Pick<IngestRun, 'connection' | 'databases' | 'ledger' | 'sameName'>;

/** A file with its place in the ledger, and the hashes of all files of this run. */
export interface Given extends Pick<Unknown, 'input' | 'contents'> {
  readonly entry: DeliveryIdentity;
}

/**
 * The file of the same name that was delivered last, if this one takes its place: not if both are given to this run,
 * or if each file of the name is a new one. undefined if there is none.
 */
async function deliveredBefore(
  { connection, databases, sameName }: Omit<Needs, 'ledger'>,
  { input, entry, contents }: Given,
): Promise<LedgerFile | undefined> {
  if (sameName === 'append' || input.spec.same_name === 'new' || entry.deliveryName === null)
    return undefined;
  const latest = await latestDelivery(connection, databases.meta, entry);
  return latest === undefined || contents.has(latest.contentSha256) ? undefined : latest;
}

/**
 * A staged file that is complete, and comes again after another one of its name: what that one said is in the tables.
 * Returns its new row in the ledger; undefined if it was the last one of its name.
 */
export async function deliverAgain(
  run: Needs,
  unknown: Unknown,
  found: LedgerFile,
): Promise<LedgerFile | undefined> {
  const latest = await deliveredSince(run, unknown, found);
  if (latest === undefined) return undefined;
  const replaced = isWorkedThrough(latest) ? [found.fileId, latest.fileId] : [found.fileId];
  return run.ledger.supersedeBy(replaced, unknown.entry);
}

/** The file of its name that came after a staged file which is complete. */
export async function deliveredSince(
  run: Omit<Needs, 'ledger'>,
  given: Given,
  found: LedgerFile,
): Promise<LedgerFile | undefined> {
  if (given.input.spec.into !== undefined || found.state !== 'transformed') return undefined;
  const latest = await deliveredBefore(run, given);
  return latest?.fileId === found.fileId ? undefined : latest;
}

/** Enters a staged file whose bytes are new. The one before it of its name is history from then on. */
export async function enterStaged(run: Needs, unknown: Unknown): Promise<LedgerFile> {
  const latest = await deliveredBefore(run, unknown);
  const isReplaced = latest !== undefined && isWorkedThrough(latest) && !unknown.underWay.has(latest.fileId);
  return run.ledger.supersedeBy(isReplaced ? [latest.fileId] : [], unknown.entry);
}

/** The steps need nothing more of it: records that wait for other files would be lost. */
function isWorkedThrough({ state }: LedgerFile): boolean {
  return state === 'transformed' || state === 'failed' || state === 'loading';
}
