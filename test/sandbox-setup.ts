import { copyFile, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { passwordFile } from '../src/lib/sandbox/passwords.ts';
import { currentLayout } from '../src/lib/sandbox/prepare-sandbox.ts';
import { sandboxDown } from '../src/lib/sandbox/sandbox-down.ts';
import { sandboxUp } from '../src/lib/sandbox/sandbox-up.ts';
import { sandboxContext } from './support/sandbox-context.ts';
import { openAdmin } from './support/admin.ts';
import { makeRunDirectory, sweepAtEnd } from './support/run-directories.ts';
import { dumpFile } from './support/schema-dump.ts';
import type { SharedServer } from './support/shared-server.ts';
import { openWorkspace } from './support/workspace.ts';

/**
 * Starts one sandbox for each worker, and removes them after the tests, also if a signal ends those; AETHER_TEST_KEEP=1
 * leaves them.
 */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const directories: string[] = [];
  const keeps = process.env['AETHER_TEST_KEEP'] !== undefined;
  const nothingLeft = keeps ? () => undefined : sweepAtEnd();
  const remove = async () => {
    for (const directory of directories) {
      await sandboxDown(sandboxContext(join(directory, '.aether')), true);
      await rm(directory, { recursive: true, force: true });
    }
    nothingLeft();
  };
  try {
    const servers: SharedServer[] = [];
    for (let worker = 0; worker < project.config.maxWorkers; worker += 1) {
      const directory = await makeRunDirectory();
      directories.push(directory);
      servers.push(await startServer(join(directory, '.aether')));
    }
    if (servers.length > 1) await dumpSchema(servers);
    project.provide('servers', servers);
  } catch (thrown) {
    await remove();
    throw thrown;
  }
  return keeps ? async () => console.log(`kept ${directories.join(' ')}`) : remove;
}

/** Applies the schema once for all, as each worker would do it otherwise. */
async function dumpSchema([first, ...others]: readonly SharedServer[]): Promise<void> {
  await using workspace = await openWorkspace({ server: first!, database: 'aethertest_dump' });
  await workspace.applySchema();
  for (const { stateDir } of others) await copyFile(dumpFile(first!.stateDir), dumpFile(stateDir));
}

async function startServer(stateDir: string): Promise<SharedServer> {
  const context = sandboxContext(stateDir);
  const { nodes } = await sandboxUp(context, { galera: false, replica: false, basedir: undefined });
  const node = nodes[0]!;
  // Nothing here has to survive a crash of the machine; without a sync per commit the tests take a fifth of the time.
  const admin = openAdmin({ port: node.port, stateDir });
  await admin.query('SET GLOBAL innodb_flush_log_at_trx_commit = 0, GLOBAL sync_binlog = 0');
  await admin.end();
  const layout = currentLayout(stateDir);
  return {
    host: node.address,
    port: node.port,
    stateDir,
    user: 'aether_admin',
    password: (await readFile(passwordFile(layout, 'admin'), 'utf8')).trim(),
    caFile: layout.tlsCa,
    socket: node.socket,
  };
}
