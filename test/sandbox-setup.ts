import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { passwordFile } from '../src/lib/sandbox/passwords.ts';
import { currentLayout } from '../src/lib/sandbox/prepare-sandbox.ts';
import { sandboxDown } from '../src/lib/sandbox/sandbox-down.ts';
import { sandboxUp } from '../src/lib/sandbox/sandbox-up.ts';
import { sandboxContext } from './support/sandbox-context.ts';
import { openAdmin } from './support/admin.ts';

/** How tests log in as the administrator of the one server that all integration tests share. */
export interface TestServer {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
  readonly caFile: string;
  readonly socket: string;
}

declare module 'vitest' {
  interface ProvidedContext {
    readonly server: TestServer;
    /** The state directory of the sandbox: its environment file is `sandbox/aether.yaml` in it. */
    readonly sandboxStateDir: string;
  }
}

/** Starts one sandbox for all integration tests, and removes it after them; AETHER_TEST_KEEP=1 leaves it. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const directory = await mkdtemp(join(tmpdir(), 'aether-'));
  const context = sandboxContext(join(directory, '.aether'));
  const remove = async () => {
    await sandboxDown(context, true);
    await rm(directory, { recursive: true, force: true });
  };
  try {
    const { nodes } = await sandboxUp(context, { galera: false, replica: false, basedir: undefined });
    const node = nodes[0]!;
    const layout = currentLayout(context.stateDir);
    // Nothing here has to survive a crash of the machine; without a sync per commit the tests take a fifth of the time.
    const admin = openAdmin({ port: node.port, stateDir: context.stateDir });
    await admin.query('SET GLOBAL innodb_flush_log_at_trx_commit = 0, GLOBAL sync_binlog = 0');
    await admin.end();
    project.provide('server', {
      host: node.address,
      port: node.port,
      user: 'aether_admin',
      password: (await readFile(passwordFile(layout, 'admin'), 'utf8')).trim(),
      caFile: layout.tlsCa,
      socket: node.socket,
    });
    project.provide('sandboxStateDir', context.stateDir);
  } catch (thrown) {
    await remove();
    throw thrown;
  }
  return process.env['AETHER_TEST_KEEP'] === undefined
    ? remove
    : async () => console.log(`kept ${directory}`);
}
