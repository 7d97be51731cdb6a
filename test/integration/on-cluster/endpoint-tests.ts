import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { documentOf, startAether } from '../../support/aether-cli.ts';
import type { OwnSandbox } from '../../support/own-sandbox.ts';

// On a cluster with a replica that another file has started, and leaves whole.

interface DrillData {
  readonly verdict: { readonly result: string; readonly lost: readonly object[] };
  readonly request: { readonly endpoint: string };
  readonly rounds: readonly {
    readonly victims: readonly string[];
    readonly home: string;
    readonly survivor_gaps_ms: readonly number[];
  }[];
}

const MEMBERS = ['node1', 'node2', 'node3'];
const HAPROXY = '/usr/sbin/haproxy';
const hasProxy = spawnSync(HAPROXY, ['-v']).status === 0;

/** `aether failover-test --endpoint`, which writes through what the applications write through. */
export function endpointTests(sandboxOf: () => OwnSandbox, portOf: (node: string) => number): void {
  const drill = (port: number, ...args: string[]) => {
    const { context, directory } = sandboxOf();
    const words = ['failover-test', '--endpoint', `127.0.0.1:${port}`, '--repeat', '1', ...args, '--json'];
    const variables = { AETHER_STATE_DIR: context.stateDir };
    return startAether(['--env', 'sandbox', ...words, '--yes'], { cwd: directory, variables }).ended;
  };

  describe('a drill through an endpoint', { timeout: 300_000 }, () => {
    it('is refused if that leads to a server that is not of the cluster, or nowhere', async () => {
      const elsewhere = await drill(portOf('replica1'), '--faults', 'crash');
      expect(elsewhere.exitCode).toBe(64);
      expect(documentOf(elsewhere).error?.message).toMatch(/does not lead to a member of this cluster$/);
      const nowhere = await drill(await freePort(), '--faults', 'crash');
      expect(documentOf(nowhere).error).toMatchObject({ code: 'MARIADB_UNREACHABLE' });
    });

    it.skipIf(!hasProxy)('measures the gap behind haproxy, and loses nothing (needs haproxy)', async () => {
      const port = await freePort();
      await using _proxy = await startProxy(sandboxOf().directory, port, MEMBERS.map(portOf));
      const ended = await drill(port, '--faults', 'crash');
      expect(ended.exitCode, ended.stdout + ended.stderr).toBe(0);
      const { verdict, request, rounds } = documentOf<DrillData>(ended).data;
      expect(verdict).toMatchObject({ result: 'passed', lost: [] });
      expect(request.endpoint).toBe(`127.0.0.1:${port}`);
      expect(rounds).toMatchObject([{ victims: ['node1'], home: request.endpoint }]);
      // The proxy sends everybody to node1, which dies: every client waits for the next member.
      for (const gap of rounds[0]!.survivor_gaps_ms) expect(gap).toBeGreaterThan(0);
      expect(rounds[0]!.survivor_gaps_ms).toHaveLength(3);
    });
  });
}

/** Sends all connections to the first server, to the next one if its port is closed. */
async function startProxy(
  directory: string,
  port: number,
  servers: readonly number[],
): Promise<AsyncDisposable> {
  const file = join(directory, 'haproxy.cfg');
  const lines = servers.map(
    (server, index) =>
      `  server member${index} 127.0.0.1:${server} check inter 500ms fall 1 rise 2 on-marked-down shutdown-sessions${index === 0 ? '' : ' backup'}`,
  );
  await writeFile(
    file,
    `defaults
  mode tcp
  timeout connect 2s
  timeout client 1h
  timeout server 1h
listen cluster
  bind 127.0.0.1:${port}
${lines.join('\n')}
`,
  );
  const proxy = spawn(HAPROXY, ['-db', '-f', file], { stdio: 'ignore' });
  return {
    [Symbol.asyncDispose]: async () => {
      const gone = once(proxy, 'exit');
      proxy.kill('SIGKILL');
      await gone;
    },
  };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
