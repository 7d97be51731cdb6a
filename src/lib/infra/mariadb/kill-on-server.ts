import { setTimeout as sleep } from 'node:timers/promises';
import type mysql from 'mysql2/promise';
import type { RowDataPacket } from 'mysql2/promise';

/** A session as the server that it is on knows it. */
export interface SessionOnServer {
  /** What `identifyServer` said of the server. */
  readonly server: string;
  /** The server's id of the session; after a restart another session can have it. */
  readonly threadId: number;
  /** The comment that every statement of the session carries. */
  readonly tag: string;
}

/** `query`: its running statement; `session`: the session with it. */
export type KillScope = 'query' | 'session';

/**
 * Tells one server from every other. `server_uid` is a hash of network card and port, which copies of a virtual machine
 * can share and which the first releases of a series do not have; so host name, port and data directory are part of it.
 * SHOW is answered by a Galera member that has lost its cluster too.
 */
export async function identifyServer(driver: mysql.Connection): Promise<string> {
  const [rows] = await driver.query<(RowDataPacket & { Variable_name: string; Value: string })[]>(
    "SHOW GLOBAL VARIABLES WHERE Variable_name IN ('server_uid', 'hostname', 'port', 'datadir')",
  );
  return rows.map(({ Variable_name, Value }) => `${Variable_name}=${Value}`).join(' ');
}

/** Behind one address a proxy gives each connection to another server: how often the right one is looked for. */
const CONNECTIONS = 8;
/** A statement that was just sent may not have reached the server yet. */
const LOOKS = 4;
const PAUSE_MS = 50;

/**
 * Kills what runs in a session, from a connection of its own, if that connection reaches the same server and the
 * session runs a statement with the tag: no session of another program or of a later run is hit. Returns whether a
 * KILL was sent. Throws what the driver throws.
 */
export async function killOnServer(
  connect: () => Promise<mysql.Connection>,
  session: SessionOnServer,
  scope: KillScope,
): Promise<boolean> {
  for (let connection = 0; connection < CONNECTIONS; connection += 1) {
    const driver = await connect();
    try {
      if ((await identifyServer(driver)) === session.server) return await killHere(driver, session, scope);
    } finally {
      await driver.end();
    }
  }
  return false;
}

async function killHere(
  driver: mysql.Connection,
  { threadId, tag }: SessionOnServer,
  scope: KillScope,
): Promise<boolean> {
  for (let look = 0; look < LOOKS; look += 1) {
    if (look > 0) await sleep(PAUSE_MS);
    const [[running]] = await driver.query<(RowDataPacket & { query_id: string })[]>(
      'SELECT query_id FROM information_schema.processlist WHERE id = ? AND INSTR(info, ?) > 0',
      [threadId, tag],
    );
    if (running === undefined) continue;
    await driver.query(scope === 'query' ? `KILL QUERY ID ${running.query_id}` : `KILL ${threadId}`);
    return true;
  }
  return false;
}
