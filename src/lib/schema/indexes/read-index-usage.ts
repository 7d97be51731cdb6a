import { AetherError } from '../../core/errors.ts';
import type { Databases } from '../../infra/config/databases.ts';
import { hostsWith } from '../../infra/config/hosts-with.ts';
import type { Context } from '../../infra/context.ts';
import type { MariadbConnection } from '../../infra/mariadb/connection.ts';

/** What one server knows of the indexes that were read. */
export interface ServerUsage {
  readonly host: string;
  /** By which statistics; null if it keeps none, or does not answer. */
  readonly source: 'userstat' | 'performance_schema' | null;
  /** Why nothing is known. */
  readonly reason: string | null;
  /** How long it has been counting at most: since its start. */
  readonly uptime_seconds: number | null;
  /** Reads by `database.table.index`; an index that was never read is missing. */
  readonly reads: ReadonlyMap<string, number>;
}

const BY_USERSTAT = `
  SELECT table_schema AS db, table_name AS tbl, index_name AS ix, CAST(rows_read AS DOUBLE) AS found
    FROM information_schema.index_statistics WHERE table_schema IN (?, ?, ?, ?)`;

const BY_PERFORMANCE_SCHEMA = `
  SELECT object_schema AS db, object_name AS tbl, index_name AS ix, CAST(count_fetch AS DOUBLE) AS found
    FROM performance_schema.table_io_waits_summary_by_index_usage
   WHERE object_schema IN (?, ?, ?, ?) AND index_name IS NOT NULL AND count_fetch > 0`;

/** Asks every member of the cluster, or the one server: each counts only what it has read itself. */
export async function readIndexUsage(
  context: Context,
  session: MariadbConnection,
  databases: Databases,
): Promise<ServerUsage[]> {
  const { config } = await context.environment();
  const members = hostsWith(config, ['galera']);
  if (members.length === 0) return [await usageOf(session, databases)];
  return await Promise.all(members.map((host) => memberUsage(context, host, databases)));
}

async function memberUsage(context: Context, host: string, databases: Databases): Promise<ServerUsage> {
  try {
    await using member = await (await context.mariadb('admin')).open({ host });
    return await usageOf(member, databases);
  } catch (thrown) {
    if (!(thrown instanceof AetherError) || thrown.code === 'INTERRUPTED') throw thrown;
    return { host, source: null, reason: thrown.message, uptime_seconds: null, reads: new Map() };
  }
}

async function usageOf(session: MariadbConnection, databases: Databases): Promise<ServerUsage> {
  const host = session.endpoint.name;
  const [on] = await session.query<{ userstat: number; ps: number }>(
    'SELECT CAST(@@GLOBAL.userstat AS DOUBLE) AS userstat, CAST(@@GLOBAL.performance_schema AS DOUBLE) AS ps',
  );
  const [status] = await session.query<{ Value: string }>("SHOW GLOBAL STATUS LIKE 'Uptime'");
  const uptime = Number(status?.Value ?? 0);
  const source = on?.userstat === 1 ? 'userstat' : on?.ps === 1 ? 'performance_schema' : null;
  if (source === null)
    return {
      host,
      source,
      reason: 'userstat and performance_schema are off',
      uptime_seconds: uptime,
      reads: new Map(),
    };
  const rows = await session.query<{ db: string; tbl: string; ix: string; found: number }>(
    source === 'userstat' ? BY_USERSTAT : BY_PERFORMANCE_SCHEMA,
    Object.values(databases),
  );
  const reads = new Map(rows.map(({ db, tbl, ix, found: count }) => [`${db}.${tbl}.${ix}`, count]));
  return { host, source, reason: null, uptime_seconds: uptime, reads };
}
