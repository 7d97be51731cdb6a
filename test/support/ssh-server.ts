import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { copyFile, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { connect, createServer, type AddressInfo } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const SSHD = '/usr/sbin/sshd';
const run = promisify(execFile);

/** Why no sshd of our own can be started here, or undefined where one can. */
export const sshdMissing = !existsSync(SSHD)
  ? `${SSHD} is not installed: apt-get install openssh-server`
  : process.getuid?.() === 0
    ? undefined
    : 'sshd has to be started as root';

export type HostKeyType = 'ed25519' | 'ecdsa' | 'rsa';

/** An sshd of our own on loopback; the user who runs the tests logs in with the key of the workshop. */
export interface SshServer extends AsyncDisposable {
  readonly port: number;
  /** The host's public keys as `type base64`, by type. */
  readonly publicKeys: Readonly<Record<string, string>>;
  readonly fingerprints: Readonly<Record<string, string>>;
  /** What sshd has logged so far. */
  log(): Promise<string>;
  stop(): Promise<void>;
}

/** A directory with a login key, in which servers are started. */
export interface SshWorkshop extends AsyncDisposable {
  readonly directory: string;
  readonly user: string;
  readonly keyFile: string;
  /** Writes a new key pair and gives the path of its private half. */
  newKey(name: string, type?: HostKeyType, passphrase?: string): Promise<string>;
  start(options?: ServerOptions): Promise<SshServer>;
}

export interface ServerOptions {
  readonly keys?: readonly HostKeyType[];
  /** Further lines of sshd_config, which win over ours. */
  readonly config?: readonly string[];
  /** Starts it there again, with the keys that it had. */
  readonly port?: number;
}

export async function openSshWorkshop(): Promise<SshWorkshop> {
  const directory = await mkdtemp(join(tmpdir(), 'aether-sshd-'));
  const servers: SshServer[] = [];
  let started = 0;
  const newKey = async (name: string, type: HostKeyType = 'ed25519', passphrase = '') => {
    const file = join(directory, name);
    await run('ssh-keygen', ['-q', '-t', type, '-N', passphrase, '-C', name, '-f', file]);
    return file;
  };
  const keyFile = await newKey('login');
  // sshd refuses to start without the directory for its unprivileged half; the service's unit would make it.
  await mkdir('/run/sshd', { recursive: true, mode: 0o755 });
  return {
    directory,
    user: userInfo().username,
    keyFile,
    newKey,
    start: async (options = {}) => {
      started += 1;
      const server = await startServer({ directory, keyFile, newKey }, started, options);
      servers.push(server);
      return server;
    },
    [Symbol.asyncDispose]: async () => {
      await Promise.all(servers.map((server) => server.stop()));
      await rm(directory, { recursive: true });
    },
  };
}

async function startServer(
  workshop: Pick<SshWorkshop, 'directory' | 'keyFile' | 'newKey'>,
  number: number,
  { keys = ['ed25519'], config = [], port: wanted }: ServerOptions,
): Promise<SshServer> {
  const port = wanted ?? (await freePort());
  const hostKeys = await Promise.all(keys.map((type) => workshop.newKey(`host-${number}-${type}`, type)));
  const authorized = join(workshop.directory, `authorized-${number}`);
  await copyFile(`${workshop.keyFile}.pub`, authorized);
  const log = join(workshop.directory, `sshd-${number}.log`);
  const file = join(workshop.directory, `sshd-${number}.conf`);
  const lines = [
    ...config,
    `Port ${port}`,
    'ListenAddress 127.0.0.1',
    ...hostKeys.map((key) => `HostKey ${key}`),
    `AuthorizedKeysFile ${authorized}`,
    `PidFile ${join(workshop.directory, `sshd-${number}.pid`)}`,
    'PermitRootLogin prohibit-password',
    'PasswordAuthentication no',
    'KbdInteractiveAuthentication no',
    'UsePAM no',
    'StrictModes no',
    'LogLevel VERBOSE',
    // A home without rc files: bash reads them for every command, and they are none of our business here.
    `SetEnv HOME=${workshop.directory}`,
  ];
  await writeFile(file, `${lines.join('\n')}\n`);
  const sshd = spawn(SSHD, ['-D', '-f', file, '-E', log], { stdio: 'ignore' });
  await untilListening(port, sshd);
  const types = await Promise.all(
    keys.map(async (type, index) => [type, await describe(hostKeys[index]!)] as const),
  );
  const stop = async () => {
    if (sshd.exitCode !== null || sshd.signalCode !== null) return;
    const ended = new Promise((resolve) => sshd.once('exit', resolve));
    sshd.kill('SIGTERM');
    await ended;
  };
  return {
    port,
    publicKeys: Object.fromEntries(types.map(([type, key]) => [type, key.line])),
    fingerprints: Object.fromEntries(types.map(([type, key]) => [type, key.fingerprint])),
    log: async () => readFile(log, 'utf8'),
    stop,
    [Symbol.asyncDispose]: stop,
  };
}

async function describe(key: string): Promise<{ line: string; fingerprint: string }> {
  const [type, blob] = (await readFile(`${key}.pub`, 'utf8')).split(' ');
  const { stdout } = await run('ssh-keygen', ['-l', '-f', `${key}.pub`]);
  return { line: `${type} ${blob}`, fingerprint: stdout.split(' ')[1]! };
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

async function untilListening(port: number, sshd: ChildProcess): Promise<void> {
  const deadline = Date.now() + 10_000;
  while (!(await accepts(port))) {
    if (sshd.exitCode !== null || Date.now() > deadline) throw new Error(`sshd does not listen on ${port}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

async function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
    socket.once('connect', () => socket.destroy());
  });
}
