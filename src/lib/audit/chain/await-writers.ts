import type { Context } from '../../infra/context.ts';
import { awaitTransactions } from '../../infra/mariadb/await-transactions.ts';
import type { MariadbConnection } from '../../infra/mariadb/connection.ts';
import type { OpenTransaction } from '../../infra/mariadb/open-transactions.ts';

/**
 * Waits until every transaction of this server that has written something by now has ended. A record whose number was given
 * before is then there or never will be: numbers are given before the commit, and in another order than commits.
 * @returns undefined, or the session whose transaction is still open, in words
 */
export async function awaitWriters(
  context: Pick<Context, 'clock' | 'signal'>,
  session: MariadbConnection,
  deadlineSeconds: number,
): Promise<string | undefined> {
  const left = await awaitTransactions(context, session, { deadlineSeconds, identityOf });
  if (left === undefined) return undefined;
  return `session ${left.session} (${left.user || 'unknown'}) has a transaction open for ${left.openSeconds} s`;
}

function identityOf({ id }: OpenTransaction): string | undefined {
  return id === '0' ? undefined : id;
}
