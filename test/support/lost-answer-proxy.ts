import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

/** Where in its life a request is lost: before the server has seen it, or when the answer is on its way back. */
export type Loss = 'request' | 'answer';

/** A relay on loopback to a MariaDB server that does not encrypt; it reads along and loses what it is told to. */
export interface LostAnswerProxy extends AsyncDisposable {
  readonly port: number;
  /** Cuts the link at the `nth` request from now on whose text has this in it, counted over all links. */
  lose(what: Loss, text: string, nth: number): void;
  /** How often it has done so. */
  losses(): number;
  /** Passes on nothing any more and keeps the links open, as a network does that drops packets; or works again. */
  freeze(isFrozen: boolean): void;
}

export async function startLostAnswerProxy(serverPort: number): Promise<LostAnswerProxy> {
  const sockets = new Set<Socket>();
  let order: { readonly what: Loss; readonly text: string; left: number } | undefined;
  let lost = 0;
  let isFrozen = false;

  const isDue = (chunk: Buffer): Loss | undefined => {
    if (order === undefined || !chunk.includes(order.text)) return undefined;
    order.left -= 1;
    if (order.left > 0) return undefined;
    const { what } = order;
    order = undefined;
    lost += 1;
    return what;
  };

  const server = createServer((client) => {
    const upstream = connect({ host: '127.0.0.1', port: serverPort });
    const pair = [client, upstream];
    const cut = () => pair.forEach((socket) => socket.destroy());
    let losesAnswer = false;
    client.on('data', (chunk: Buffer) => {
      if (isFrozen) return;
      const due = isDue(chunk);
      if (due === 'request') return cut();
      losesAnswer ||= due === 'answer';
      upstream.write(chunk);
    });
    upstream.on('data', (chunk: Buffer) => {
      if (losesAnswer) cut();
      else if (!isFrozen) client.write(chunk);
    });
    for (const socket of pair) {
      sockets.add(socket);
      socket.setNoDelay(true);
      socket.on('error', cut).on('close', () => {
        sockets.delete(socket);
        cut();
      });
    }
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    lose: (what, text, nth) => {
      order = { what, text, left: nth };
    },
    losses: () => lost,
    freeze: (frozen) => {
      isFrozen = frozen;
    },
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => {
        server.close(resolve);
      });
    },
  };
}
