// @module-tag tried-once
import { expect, it } from 'vitest';
import { openConnection, type MariadbConnection } from '../../src/lib/infra/mariadb/connection.ts';
import { isOutage } from '../../src/lib/infra/mariadb/outage.ts';
import { failureOf } from '../support/ssh-pool.ts';
import { startTcpProxy } from '../support/tcp-proxy.ts';
import { adminEndpoint, openAdmin } from '../support/admin.ts';
import { sharedServer } from '../support/shared-server.ts';

async function connect(port = sharedServer().port): Promise<MariadbConnection> {
  const target = { ...adminEndpoint(sharedServer()), port };
  return openConnection(target, { signal: new AbortController().signal, runId: 'test' });
}

const LOST = { code: 'MARIADB_CONNECTION_LOST' };

it('a session that ended while nothing was under way on it is lost, and its work may be repeated', async () => {
  const admin = openAdmin(sharedServer());
  try {
    await using idle = await connect();
    await using asked = await connect();
    // Once the driver has seen the end of the link, and once where it may not have.
    await admin.query(`KILL ${idle.threadId}`);
    await new Promise((resolve) => setTimeout(resolve, 500));
    await admin.query(`KILL ${asked.threadId}`);
    for (const session of [idle, asked]) {
      const failure = await failureOf(session.query('SELECT 1'));
      expect(failure).toMatchObject(LOST);
      expect(isOutage(failure)).toBe(true);
    }
  } finally {
    await admin.end();
  }
});

it('a login whose link ends during the TLS handshake is lost, and no matter of certificates', async () => {
  await using proxy = await startTcpProxy(sharedServer().port);
  // Behind the request for TLS, which is 36 bytes long, the client begins the handshake.
  proxy.cutAfterBytes(40);
  expect(await failureOf(connect(proxy.port))).toMatchObject(LOST);
});

it(
  'a session that ends while its rows are read is lost, and nobody waits for the rest',
  { timeout: 60_000 },
  async () => {
    await using proxy = await startTcpProxy(sharedServer().port);
    await using session = await connect(proxy.port);
    let rows = 0;
    const readAll = async () => {
      for await (const _row of session.stream(
        "SELECT REPEAT('x', 100000), SLEEP(0.02) FROM mysql.seq_1_to_1000",
      )) {
        rows += 1;
        if (rows === 1) proxy.cut();
      }
    };
    expect(await failureOf(readAll())).toMatchObject(LOST);
    expect(rows).toBeLessThan(1000);
    expect(await failureOf(session.query('SELECT 1'))).toMatchObject(LOST);
    expect(await failureOf(readAll())).toMatchObject(LOST);
  },
);
