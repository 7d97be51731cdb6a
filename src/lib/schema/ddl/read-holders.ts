import type { MariadbConnection } from '../../infra/mariadb/connection.ts';

/** A session that a change of a table waits for, or ends on a cluster. */
export interface Holder {
  readonly session: string;
  /** `app@10.0.0.5` */
  readonly account: string;
  readonly seconds: number;
}

/** Who uses which tables. */
export interface Holders {
  /** `tables`: by the locks of each table. `transactions`: who has a transaction open, on whatever tables. */
  readonly known: 'tables' | 'transactions';
  readonly of: (schema: string, table: string) => readonly Holder[];
}

interface Row {
  readonly session: string | number;
  readonly account: string;
  readonly seconds: string | number;
  readonly db: string | null;
  readonly name: string | null;
}

const ACCOUNT = `CONCAT(p.user, '@', SUBSTRING_INDEX(p.host, ':', 1)) AS account`;

/** By the plugin METADATA_LOCK_INFO, which is a part of the server's package and rarely loaded. */
const BY_TABLE = `
  SELECT DISTINCT m.thread_id AS session, ${ACCOUNT}, p.time AS seconds, m.table_schema AS db, m.table_name AS name
    FROM information_schema.metadata_lock_info AS m
    JOIN information_schema.processlist AS p ON p.id = m.thread_id
   WHERE m.lock_type = 'Table metadata lock' AND p.id <> CONNECTION_ID()`;

const BY_TRANSACTION = `
  SELECT t.trx_mysql_thread_id AS session, ${ACCOUNT},
         TIMESTAMPDIFF(SECOND, t.trx_started, SYSDATE()) AS seconds, NULL AS db, NULL AS name
    FROM information_schema.innodb_trx AS t
    JOIN information_schema.processlist AS p ON p.id = t.trx_mysql_thread_id
   WHERE p.id <> CONNECTION_ID()`;

/** Needs PROCESS. */
export async function readHolders(connection: MariadbConnection): Promise<Holders> {
  const [plugin] = await connection.query(
    "SELECT 1 FROM information_schema.plugins WHERE plugin_name = 'METADATA_LOCK_INFO' AND plugin_status = 'ACTIVE'",
  );
  const known = plugin === undefined ? 'transactions' : 'tables';
  // The times of transactions are those of the server's own zone.
  const rows = await connection.query<Row>(
    `SET STATEMENT time_zone = @@GLOBAL.time_zone FOR ${known === 'tables' ? BY_TABLE : BY_TRANSACTION}`,
  );
  return {
    known,
    of: (schema, table) =>
      rows
        .filter(({ db, name }) => known === 'transactions' || (db === schema && name === table))
        .map(({ session, account, seconds }) => ({
          session: String(session),
          account,
          seconds: Number(seconds),
        })),
  };
}
