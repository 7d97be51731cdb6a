import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { AetherError } from '../core/errors.ts';

/** Where the sandbox keeps everything; all below one directory, but for sockets whose path would be too long. */
export interface SandboxLayout {
  readonly root: string;
  /** What the root is called while `down --purge` removes it. */
  readonly removedDir: string;
  /** Beside the root, because `down --purge` removes the root while it holds the lock. */
  readonly lock: string;
  readonly stateFile: string;
  readonly environmentFile: string;
  /** A fingerprint of the accounts as the servers have them. */
  readonly accountsFile: string;
  readonly secretsDir: string;
  readonly tlsDir: string;
  readonly tlsCa: string;
  readonly tlsCertificate: string;
  readonly tlsKey: string;
  readonly socketDir: string;
}

export interface NodeLayout {
  readonly dir: string;
  /** Complete by definition: a data directory gets this name only when it is finished. */
  readonly dataDir: string;
  readonly draftDir: string;
  readonly configFile: string;
  readonly errorLog: string;
  readonly outputFile: string;
  readonly socket: string;
}

/** `sun_path` holds 108 bytes with the closing zero (unix(7)). */
const LONGEST_SOCKET_BYTES = 107;
const LONGEST_NODE_NAME = 'replica1';
/** Would end a value in an option file or in Galera's list of options. */
const UNSAFE_IN_OPTION_FILE = /["'`\\;#\s]/;

/** The paths of the sandbox of a state directory. Throws USAGE where the servers' option files cannot hold them. */
export function layoutOf(stateDir: string, userId: number): SandboxLayout {
  if (UNSAFE_IN_OPTION_FILE.test(stateDir)) {
    throw new AetherError(
      'USAGE',
      `MariaDB cannot use the path ${stateDir}: it has a blank, a quote, ";" or "#"`,
      {
        hint: 'name another place with AETHER_STATE_DIR',
      },
    );
  }
  const root = join(stateDir, 'sandbox');
  const tlsDir = join(root, 'tls');
  return {
    root,
    removedDir: join(stateDir, 'sandbox.removed'),
    lock: join(stateDir, 'sandbox.lock'),
    stateFile: join(root, 'sandbox.json'),
    environmentFile: join(root, 'aether.yaml'),
    accountsFile: join(root, 'accounts.applied'),
    secretsDir: join(root, 'secrets'),
    tlsDir,
    tlsCa: join(tlsDir, 'ca.pem'),
    tlsCertificate: join(tlsDir, 'server.pem'),
    tlsKey: join(tlsDir, 'server-key.pem'),
    socketDir: socketDirectory(root, userId),
  };
}

/** The paths of one node. */
export function nodeLayout(layout: SandboxLayout, node: string): NodeLayout {
  const dir = join(layout.root, node);
  return {
    dir,
    dataDir: join(dir, 'data'),
    draftDir: join(dir, 'data.draft'),
    configFile: join(dir, 'my.cnf'),
    errorLog: join(dir, 'error.log'),
    outputFile: join(dir, 'output.log'),
    socket: join(layout.socketDir, `${node}.sock`),
  };
}

/** The sandbox itself, or a short directory of the user's own in /tmp where the path is too deep for a socket. */
function socketDirectory(root: string, userId: number): string {
  const longest = Buffer.byteLength(join(root, `${LONGEST_NODE_NAME}.sock`));
  if (longest <= LONGEST_SOCKET_BYTES) return root;
  const name = createHash('sha256').update(root).digest('hex').slice(0, 12);
  return `/tmp/aether-${userId}-${name}`;
}
