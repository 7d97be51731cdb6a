import type { MariadbConnection } from './connection.ts';

/** A transaction that another session has open. */
export interface OpenTransaction {
  /** The number that it got with its first write; `0` while it has only read. */
  readonly id: string;
  /** The id of the session, as in the processlist. */
  readonly session: string;
  readonly user: string;
  /** As the server writes it. */
  readonly startedAt: string;
  readonly openSeconds: number;
}

/** Transactions of other sessions on the connection's server, the oldest first; needs the privilege PROCESS. */
export async function readOpenTransactions(connection: MariadbConnection): Promise<OpenTransaction[]> {
  const rows = await connection.query<{
    id: string;
    session: string;
    user: string;
    started_at: string;
    open_seconds: number;
  }>(
    // The server writes these times in the zone of its own.
    `SET STATEMENT time_zone = @@GLOBAL.time_zone FOR
     SELECT CAST(t.trx_id AS CHAR) AS id, CAST(t.trx_mysql_thread_id AS CHAR) AS session, COALESCE(CONCAT(p.user, '@', p.host), '') AS user,
            CAST(t.trx_started AS CHAR) AS started_at,
            CAST(GREATEST(TIMESTAMPDIFF(SECOND, t.trx_started, SYSDATE()), 0) AS DOUBLE) AS open_seconds
       FROM information_schema.innodb_trx AS t
       LEFT JOIN information_schema.processlist AS p ON p.id = t.trx_mysql_thread_id
      WHERE t.trx_mysql_thread_id NOT IN (0, CONNECTION_ID()) ORDER BY t.trx_started`,
  );
  return rows.map(({ id, session, user, started_at: startedAt, open_seconds: openSeconds }) => ({
    id,
    session,
    user,
    startedAt,
    openSeconds,
  }));
}
