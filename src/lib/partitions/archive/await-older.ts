import { AetherError } from '../../core/errors.ts';
import { hostsWith } from '../../infra/config/hosts-with.ts';
import type { Context } from '../../infra/context.ts';
import { awaitTransactions } from '../../infra/mariadb/await-transactions.ts';
import type { OpenTransaction } from '../../infra/mariadb/open-transactions.ts';

const PATIENCE_SECONDS = 60;

/**
 * Waits until every transaction has ended that was open when this began, on all members of a cluster: one that looked at
 * an order before it was marked may still write to it. Throws TABLE_IN_USE.
 */
export async function awaitOlderTransactions(context: Context): Promise<void> {
  const { config } = await context.environment();
  const connector = await context.mariadb('migrator');
  const members: (string | undefined)[] = hostsWith(config, ['galera']);
  for (const host of members.length === 0 ? [undefined] : members) {
    await using session = await connector.open(host === undefined ? {} : { host });
    const left = await awaitTransactions(context, session, { deadlineSeconds: PATIENCE_SECONDS, identityOf });
    if (left === undefined) continue;
    throw new AetherError(
      'TABLE_IN_USE',
      `${session.endpoint.name}: a transaction that is older than the marks does not end: session ${left.session} (${left.user}), open for ${left.openSeconds} s`,
      {
        hint: 'wait until it ends, or end it (KILL and the number of the session), then run the same command again',
      },
    );
  }
}

/** Not by its number, which it gets only when it writes. */
function identityOf({ session, startedAt }: OpenTransaction): string {
  return `${session} ${startedAt}`;
}
