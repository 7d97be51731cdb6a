import { execFile } from 'node:child_process';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { promisify } from 'node:util';

/** How the client logs in. The server takes what comes over its socket for safe, so that TLS does not hide it. */
export interface ClientLogin {
  readonly socket: string;
  readonly user: string;
  readonly password: string;
}

const HEADER_BYTES = 4;
const COM_QUERY = 3;

/**
 * Runs a script through the real `mariadb` client against the real server, and returns the text of every query that
 * the client sent, read from the wire in between. Errors of the server do not stop the client.
 */
export async function recordClient(
  login: ClientLogin,
  script: string,
  options: readonly string[] = ['--comments'],
): Promise<string[]> {
  const queries: string[] = [];
  const sockets = new Set<Socket>();
  const relay = createServer((client) => {
    const server = connect({ path: login.socket });
    client.setNoDelay(true);
    const read = queryReader((query) => queries.push(query));
    client.on('data', read).pipe(server).pipe(client);
    for (const socket of [client, server]) {
      sockets.add(socket);
      socket.on('error', () => [client, server].forEach((end) => end.destroy()));
    }
  });
  await new Promise<void>((resolve) => relay.listen(0, '127.0.0.1', resolve));
  try {
    const { port } = relay.address() as AddressInfo;
    await runClient(login, port, script, options);
  } finally {
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => relay.close(resolve));
  }
  // The client's own greeting.
  return queries.filter((query) => query !== 'select @@version_comment limit 1');
}

/** Takes what a client sends, in any pieces, and reports the text of each COM_QUERY packet. */
function queryReader(report: (query: string) => void): (chunk: Buffer) => void {
  let held = Buffer.alloc(0);
  return (chunk) => {
    held = Buffer.concat([held, chunk]);
    let at = 0;
    while (held.length - at >= HEADER_BYTES) {
      const end = at + HEADER_BYTES + held.readUIntLE(at, 3);
      if (held.length < end) break;
      // A packet that begins a conversation has number 0; the others belong to the login.
      if (held[at + 3] === 0 && held[at + HEADER_BYTES] === COM_QUERY) {
        report(held.toString('utf8', at + HEADER_BYTES + 1, end));
      }
      at = end;
    }
    held = held.subarray(at);
  };
}

async function runClient(
  { user, password }: ClientLogin,
  port: number,
  script: string,
  options: readonly string[],
): Promise<void> {
  const run = promisify(execFile)(
    'mariadb',
    [
      '--no-defaults',
      '--host=127.0.0.1',
      `--port=${port}`,
      `--user=${user}`,
      '--skip-ssl',
      '--force',
      '--default-character-set=utf8mb4',
      ...options,
    ],
    { env: { ...process.env, MYSQL_PWD: password }, maxBuffer: 1 << 28 },
  );
  run.child.stdin?.end(script);
  // Its exit code is 1 where the server refused anything.
  await run.catch((thrown: { code?: unknown }) => {
    if (thrown.code !== 1) throw thrown;
  });
}
