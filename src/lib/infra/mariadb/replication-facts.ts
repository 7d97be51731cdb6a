import type { MariadbConnection } from './connection.ts';

export interface ReplicationFacts {
  /** `Yes`, `No`, `Connecting`; both null if the server has no source. */
  readonly io: string | null;
  readonly sql: string | null;
  readonly lagSeconds: number | null;
  /** Numbers of the errors that stopped the threads; 0 for none. */
  readonly ioErrno: number;
  readonly sqlErrno: number;
}

interface SlaveStatus {
  readonly Master_Host: string;
  readonly Master_Port: string | number;
  readonly Slave_IO_Running: string;
  readonly Slave_SQL_Running: string;
  readonly Seconds_Behind_Master: string | number | null;
  readonly Last_IO_Errno: string | number;
  readonly Last_SQL_Errno: string | number;
}

/** How a server replicates from its source. */
export async function readReplication(session: MariadbConnection): Promise<ReplicationFacts> {
  const [status] = await session.query<SlaveStatus>('SHOW SLAVE STATUS');
  if (status === undefined) return { io: null, sql: null, lagSeconds: null, ioErrno: 0, sqlErrno: 0 };
  const lag = status.Seconds_Behind_Master;
  return {
    io: status.Slave_IO_Running,
    sql: status.Slave_SQL_Running,
    lagSeconds: lag === null ? null : Number(lag),
    ioErrno: Number(status.Last_IO_Errno),
    sqlErrno: Number(status.Last_SQL_Errno),
  };
}

/** Where a server replicates from; undefined if it does not. */
export async function readSource(
  session: MariadbConnection,
): Promise<{ readonly address: string; readonly port: number } | undefined> {
  const [status] = await session.query<SlaveStatus>('SHOW SLAVE STATUS');
  if (status === undefined) return undefined;
  return { address: status.Master_Host, port: Number(status.Master_Port) };
}

/** Both threads run. A source that is away leaves the first one `Connecting`. */
export function isFollowing(replication: ReplicationFacts): boolean {
  return replication.io === 'Yes' && replication.sql === 'Yes';
}
