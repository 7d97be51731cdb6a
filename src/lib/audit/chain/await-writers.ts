import type { Context } from '../../infra/context.ts';
import type { MariadbConnection } from '../../infra/mariadb/connection.ts';
import { waitUntil } from '../../infra/process/wait-until.ts';

interface Writer {
  readonly id: string;
  readonly session: string;
  readonly user: string;
  readonly seconds: number;
}

/** The server keeps the list of its transactions for 100 ms. */
const LIST_AGE_MS = 150;

/**
 * Waits until every transaction of this server that has written something by now has ended. A record whose number was given
 * before is then there or never will be: numbers are given before the commit, and in another order than commits.
 * @returns undefined, or the session whose transaction is still open, in words
 */
export async function awaitWriters(
  { clock, signal }: Pick<Context, 'clock' | 'signal'>,
  session: MariadbConnection,
  deadlineSeconds: number,
): Promise<string | undefined> {
  await clock.sleep(LIST_AGE_MS, signal);
  const older = new Set((await readWriters(session)).map(({ id }) => id));
  let left: Writer[] = [];
  const ended = await waitUntil(
    async () => {
      left = (await readWriters(session)).filter(({ id }) => older.has(id));
      return left.length === 0 ? true : undefined;
    },
    { clock, signal, deadlineSeconds, everyMs: LIST_AGE_MS },
  );
  const [oldest] = left;
  if (ended !== undefined || oldest === undefined) return undefined;
  return `session ${oldest.session} (${oldest.user}) has a transaction open for ${oldest.seconds} s`;
}

/** Transactions that only read have the number 0. */
async function readWriters(session: MariadbConnection): Promise<Writer[]> {
  return await session.query<Writer>(
    `SET STATEMENT time_zone = @@GLOBAL.time_zone FOR
     SELECT CAST(t.trx_id AS CHAR) AS id, CAST(t.trx_mysql_thread_id AS CHAR) AS session,
            COALESCE(CONCAT(p.user, '@', p.host), 'unknown') AS user,
            CAST(GREATEST(TIMESTAMPDIFF(SECOND, t.trx_started, SYSDATE()), 0) AS DOUBLE) AS seconds
       FROM information_schema.innodb_trx AS t
       LEFT JOIN information_schema.processlist AS p ON p.id = t.trx_mysql_thread_id
      WHERE t.trx_id <> 0 AND t.trx_mysql_thread_id <> CONNECTION_ID() ORDER BY t.trx_started`,
  );
}
