import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { RunEvent } from '../../src/lib/core/events.ts';
import type { MariadbConnection } from '../../src/lib/infra/mariadb/connection.ts';
import { listProcesses, readStartVariable } from '../../src/lib/infra/process/process-table.ts';
import { NODE_VARIABLE } from '../../src/lib/sandbox/node-processes.ts';
import { readPasswords } from '../../src/lib/sandbox/passwords.ts';
import { currentLayout, type UpRequest } from '../../src/lib/sandbox/prepare-sandbox.ts';
import { openAdmin } from '../../src/lib/sandbox/probe-server.ts';
import type { SandboxContext } from '../../src/lib/sandbox/sandbox.ts';
import { sandboxDown } from '../../src/lib/sandbox/sandbox-down.ts';
import { readState } from '../../src/lib/sandbox/sandbox-state.ts';
import { sandboxStatus } from '../../src/lib/sandbox/sandbox-status.ts';
import { sandboxUp, type UpReport } from '../../src/lib/sandbox/sandbox-up.ts';
import { makeRunDirectory } from './run-directories.ts';
import { sandboxContext } from './sandbox-context.ts';

const BIN = fileURLToPath(new URL('../../bin/aether.js', import.meta.url));

/** A sandbox that a test may break. */
export interface OwnSandbox {
  readonly directory: string;
  readonly context: SandboxContext;
  readonly events: RunEvent[];
  up(request?: Partial<UpRequest>): Promise<UpReport>;
  pid(node: string): Promise<number>;
  /** A session as the administrator. */
  open(node: string): Promise<MariadbConnection>;
  sql<Row extends object>(node: string, statement: string): Promise<Row[]>;
  /** Starts `aether sandbox …` as a process of its own. */
  spawn(...args: string[]): ChildProcess;
  remove(): Promise<void>;
}

/** An empty state directory with a short path; `name` adds a directory below it. */
export async function ownSandbox(name = '.aether'): Promise<OwnSandbox> {
  const directory = await makeRunDirectory();
  const events: RunEvent[] = [];
  const context = sandboxContext(join(directory, name), { events });
  const open = async (node: string) => {
    const layout = currentLayout(context.stateDir);
    const state = await readState(layout);
    const passwords = await readPasswords(layout, context.redactor);
    return openAdmin({ context, layout, state: state!, passwords }, node);
  };
  return {
    directory,
    context,
    events,
    open,
    up: (request = {}) =>
      sandboxUp(context, { galera: false, replica: false, basedir: undefined, ...request }),
    pid: async (node) => (await sandboxStatus(context)).nodes.find(({ name }) => name === node)!.pid!,
    sql: async (node, statement) => {
      await using session = await open(node);
      return await session.query(statement);
    },
    spawn: (...args) =>
      spawn(process.execPath, [BIN, 'sandbox', ...args], {
        cwd: directory,
        env: { ...process.env, AETHER_STATE_DIR: context.stateDir },
        stdio: ['ignore', 'pipe', 'pipe'],
      }),
    remove: async () => {
      await sandboxDown(context, true);
      await rm(directory, { recursive: true, force: true });
    },
  };
}

/** Everything that a process says, and how it ends. */
export async function finish(
  child: ChildProcess,
): Promise<{ code: number | null; stdout: string; stderr: string }> {
  let stdout = '';
  let stderr = '';
  child.stdout?.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr?.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  const [code] = await once(child, 'close');
  return { code, stdout, stderr };
}

/** The processes that work for a sandbox: servers, installers, helpers of state transfers. */
export async function processesBelow(directory: string): Promise<string[]> {
  const found = await Promise.all(
    (await listProcesses()).map(async ({ pid, argv }) => {
      const mark = await readStartVariable(pid, NODE_VARIABLE);
      return mark?.startsWith(directory) === true ? argv.join(' ') : undefined;
    }),
  );
  return found.filter((line) => line !== undefined);
}
