import type { Clock } from '../../core/clock.ts';
import { waitUntil } from '../process/wait-until.ts';
import type { MariadbConnection } from './connection.ts';
import { type OpenTransaction, readOpenTransactions } from './open-transactions.ts';

/** The server keeps the list of its transactions for 100 ms. */
const LIST_AGE_MS = 150;

export interface AwaitedTransactions {
  readonly deadlineSeconds: number;
  /** What a transaction is known by, to tell it from the next one of its session; undefined if nobody waits for it. */
  readonly identityOf: (transaction: OpenTransaction) => string | undefined;
}

/**
 * Waits until the transactions of other sessions have ended that are open on this server now.
 * @returns undefined, or the oldest that is left at the deadline
 */
export async function awaitTransactions(
  { clock, signal }: { readonly clock: Clock; readonly signal: AbortSignal },
  session: MariadbConnection,
  { deadlineSeconds, identityOf }: AwaitedTransactions,
): Promise<OpenTransaction | undefined> {
  const read = async () =>
    (await readOpenTransactions(session)).flatMap((transaction) => {
      const identity = identityOf(transaction);
      return identity === undefined ? [] : [{ transaction, identity }];
    });
  // A list from before this moment could lack one that is open.
  await clock.sleep(LIST_AGE_MS, signal);
  const older = new Set((await read()).map(({ identity }) => identity));
  let oldest: OpenTransaction | undefined;
  const haveEnded = async () => {
    oldest = (await read()).find(({ identity }) => older.has(identity))?.transaction;
    return oldest === undefined ? true : undefined;
  };
  await waitUntil(haveEnded, { clock, signal, deadlineSeconds, everyMs: LIST_AGE_MS });
  return oldest;
}
