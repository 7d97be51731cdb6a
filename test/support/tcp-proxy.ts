import { connect, createServer, type AddressInfo, type NetConnectOpts, type Socket } from 'node:net';

/** A relay on loopback that can break the connections through it in the ways a network does. */
export interface TcpProxy extends AsyncDisposable {
  readonly port: number;
  /** Connections that were accepted so far. */
  accepted(): number;
  /** Resets every open connection. */
  cut(): void;
  /** How many bytes have gone from the clients to the server so far. */
  sent(): number;
  /** Ends the connection that sends the byte of this number, counted over all; later ones are left alone. */
  cutAfterBytes(bytes: number): void;
  /** Holds back what the server sends, and passes it on in one piece so much later. */
  bundle(milliseconds: number): void;
  /** Accepts no new connections, or accepts them again. */
  refuse(refusing: boolean): void;
}

/** Starts a relay to a port of this machine, or to a socket in the file system. */
export async function startTcpProxy(target: number | { readonly path: string }): Promise<TcpProxy> {
  const upstreamOptions: NetConnectOpts =
    typeof target === 'number' ? { host: '127.0.0.1', port: target, noDelay: true } : { path: target.path };
  const pairs = new Set<readonly [Socket, Socket]>();
  let accepted = 0;
  let sent = 0;
  let limit = Number.POSITIVE_INFINITY;
  let refusing = false;
  let bundleMs = 0;

  const server = createServer((client) => {
    if (refusing) {
      client.resetAndDestroy();
      return;
    }
    accepted += 1;
    const upstream = connect(upstreamOptions);
    client.setNoDelay(true);
    const pair = [client, upstream] as const;
    pairs.add(pair);
    const end = () => {
      pairs.delete(pair);
      client.destroy();
      upstream.destroy();
    };
    client.on('data', (chunk: Buffer) => {
      const room = limit - sent;
      sent += chunk.length;
      upstream.write(chunk.subarray(0, Math.max(0, room)));
      if (sent < limit) return;
      limit = Number.POSITIVE_INFINITY;
      upstream.end(end);
    });
    const held: Buffer[] = [];
    upstream.on('data', (chunk: Buffer) => {
      held.push(chunk);
      if (held.length === 1) setTimeout(() => client.write(Buffer.concat(held.splice(0))), bundleMs);
    });
    for (const socket of pair) socket.on('error', end).on('close', end);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const cut = () => {
    for (const [client, upstream] of pairs) {
      client.resetAndDestroy();
      upstream.destroy();
    }
  };
  return {
    port: (server.address() as AddressInfo).port,
    accepted: () => accepted,
    sent: () => sent,
    cut,
    cutAfterBytes: (bytes) => {
      limit = bytes;
    },
    bundle: (milliseconds) => {
      bundleMs = milliseconds;
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
