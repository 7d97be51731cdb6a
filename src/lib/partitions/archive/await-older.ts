import { AetherError } from '../../core/errors.ts';
import { hostsWith } from '../../infra/config/hosts-with.ts';
import type { Context } from '../../infra/context.ts';
import { readOpenTransactions } from '../../infra/mariadb/open-transactions.ts';
import { waitUntil } from '../../infra/process/wait-until.ts';

const PATIENCE_SECONDS = 60;
const EVERY_MS = 100;

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
    const older = new Set((await readOpenTransactions(session)).map(identityOf));
    const left = async () =>
      (await readOpenTransactions(session)).filter((each) => older.has(identityOf(each)));
    const ended = async () => ((await left()).length === 0 ? true : undefined);
    const { clock, signal } = context;
    if (await waitUntil(ended, { clock, signal, deadlineSeconds: PATIENCE_SECONDS, everyMs: EVERY_MS }))
      continue;
    const [oldest] = await left();
    const who =
      oldest === undefined
        ? ''
        : `: session ${oldest.session} (${oldest.user}), open for ${oldest.openSeconds} s`;
    throw new AetherError(
      'TABLE_IN_USE',
      `${session.endpoint.name}: a transaction that is older than the marks does not end${who}`,
      {
        hint: 'wait until it ends, or end it (KILL and the number of the session), then run the same command again',
      },
    );
  }
}

function identityOf({ session, startedAt }: { session: string; startedAt: string }): string {
  return `${session} ${startedAt}`;
}
