import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createRedactor } from '../../src/lib/core/redact.ts';
import type { Environment } from '../../src/lib/infra/config/environment-schema.ts';
import { loadEnvironment } from '../../src/lib/infra/config/load-environment.ts';
import { endpointOf } from '../../src/lib/infra/ssh/environment-pool.ts';
import type { PoolSettings, SshPool } from '../../src/lib/infra/ssh/pool.ts';
import type { TestLab } from '../fleet/lab-setup.ts';
import { testPool } from './ssh-pool.ts';
import { startTcpProxy, type TcpProxy } from './tcp-proxy.ts';

/** The way from this process, which is outside of the lab's network, to the lab's bastion. */
export interface LabDoor extends AsyncDisposable {
  readonly config: Environment;
  /** All links go through it, so that a test can break them. */
  readonly proxy: TcpProxy;
  /** A pool of its own: the hosts as in the lab's environment file, reached through the door. */
  pool(
    settings?: Partial<PoolSettings> & { readonly user?: string; readonly keyFile?: string },
  ): Promise<SshPool>;
}

/** Runs in the lab's network and relays a socket of the file system, which all networks see, to the bastion. */
const RELAY = `
const { connect, createServer } = require('node:net');
const [path, address] = process.argv.slice(1);
createServer((inside) => {
  const outside = connect({ host: address, port: 22, noDelay: true });
  for (const socket of [inside, outside]) socket.on('error', () => { inside.destroy(); outside.destroy(); });
  inside.pipe(outside).pipe(inside);
}).listen(path, () => console.log('ready'));
`;

/** Opens a door; several can be open at once. */
export async function openLabDoor(lab: TestLab): Promise<LabDoor> {
  const { config } = await loadEnvironment({
    cwd: lab.stateDir,
    variables: {},
    stateDir: lab.stateDir,
    redactor: createRedactor(),
    explicit: lab.environmentFile,
  });
  const directory = await mkdtemp(join(tmpdir(), 'aether-door-'));
  const path = join(directory, 'socket');
  const relay = spawn(
    'nsenter',
    [
      `--net=${lab.namespace}`,
      '--',
      process.execPath,
      '-e',
      RELAY,
      path,
      endpointOf(config, 'bastion').address,
    ],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  await new Promise((resolve) => relay.stdout.once('data', resolve));
  const proxy = await startTcpProxy({ path });
  return {
    config,
    proxy,
    pool: async (settings = {}) => {
      const bastion = { address: '127.0.0.1', port: proxy.port };
      const {
        user = config.ssh?.user ?? '',
        keyFile = join(dirname(lab.environmentFile), config.ssh?.key ?? ''),
      } = settings;
      return testPool({
        ...settings,
        keyFile,
        known: '',
        endpoints: Object.fromEntries(
          Object.keys(config.hosts).map((name) => {
            const endpoint = { ...endpointOf(config, name), user };
            return [
              name,
              name === 'bastion' ? { ...endpoint, ...bastion, user: config.ssh?.user ?? '' } : endpoint,
            ];
          }),
        ),
      });
    },
    [Symbol.asyncDispose]: async () => {
      await proxy[Symbol.asyncDispose]();
      await ended(relay);
      await rm(directory, { recursive: true });
    },
  };
}

async function ended(child: ChildProcess): Promise<void> {
  const end = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  await end;
}
