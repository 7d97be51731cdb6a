import type { MariadbConnection } from './connection.ts';

/** A transaction that another session has open. */
export interface OpenTransaction {
  /** The id of the session, as in the processlist. */
  readonly session: string;
  readonly user: string;
  readonly openSeconds: number;
}

/** Transactions of other sessions on the connection's server, the oldest first; needs the privilege PROCESS. */
export async function readOpenTransactions(connection: MariadbConnection): Promise<OpenTransaction[]> {
  const rows = await connection.query<{ session: string; user: string; open_seconds: number }>(
    `SELECT CAST(t.trx_mysql_thread_id AS CHAR) AS session, COALESCE(CONCAT(p.user, '@', p.host), '') AS user,
            CAST(GREATEST(TIMESTAMPDIFF(SECOND, t.trx_started, NOW()), 0) AS DOUBLE) AS open_seconds
       FROM information_schema.innodb_trx AS t
       LEFT JOIN information_schema.processlist AS p ON p.id = t.trx_mysql_thread_id
      WHERE t.trx_mysql_thread_id NOT IN (0, CONNECTION_ID()) ORDER BY t.trx_started`,
  );
  return rows.map(({ session, user, open_seconds: openSeconds }) => ({ session, user, openSeconds }));
}
