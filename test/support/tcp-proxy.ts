import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

/** A relay on loopback that can break the connections through it in the ways a network does. */
export interface TcpProxy extends AsyncDisposable {
  readonly port: number;
  /** Connections that were accepted so far. */
  accepted(): number;
  /** Resets every open connection. */
  cut(): void;
  /** Resets a connection as soon as so many bytes have gone from the client to the server in all of its life. */
  cutAfterBytes(bytes: number): void;
  /** Accepts no new connections, or accepts them again. */
  refuse(refusing: boolean): void;
}

/** Starts a relay to a port of this machine. */
export async function startTcpProxy(targetPort: number): Promise<TcpProxy> {
  const pairs = new Set<readonly [Socket, Socket]>();
  let accepted = 0;
  let limit = Number.POSITIVE_INFINITY;
  let refusing = false;

  const server = createServer((client) => {
    if (refusing) {
      client.resetAndDestroy();
      return;
    }
    accepted += 1;
    const upstream = connect({ host: '127.0.0.1', port: targetPort, noDelay: true });
    client.setNoDelay(true);
    const pair = [client, upstream] as const;
    pairs.add(pair);
    const end = () => {
      pairs.delete(pair);
      client.destroy();
      upstream.destroy();
    };
    let sent = 0;
    client.on('data', (chunk: Buffer) => {
      const room = limit - sent;
      sent += chunk.length;
      upstream.write(chunk.subarray(0, Math.max(0, room)));
      if (sent >= limit) upstream.end(end);
    });
    upstream.pipe(client);
    for (const socket of pair) socket.on('error', end).on('close', end);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const cut = () => {
    for (const pair of pairs) for (const socket of pair) socket.resetAndDestroy();
  };
  return {
    port: (server.address() as AddressInfo).port,
    accepted: () => accepted,
    cut,
    cutAfterBytes: (bytes) => {
      limit = bytes;
    },
    refuse: (value) => {
      refusing = value;
    },
    [Symbol.asyncDispose]: async () => {
      cut();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
