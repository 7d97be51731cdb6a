// @module-tag tried-once
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { SshHost } from '../../src/lib/infra/ssh/host.ts';
import type { SshPool } from '../../src/lib/infra/ssh/pool.ts';
import { failureOf, testPool } from '../support/ssh-pool.ts';
import { openSshWorkshop, type SshServer, sshdMissing, type SshWorkshop } from '../support/ssh-server.ts';
import { startTcpProxy, type TcpProxy } from '../support/tcp-proxy.ts';

let workshop: SshWorkshop;
let server: SshServer;
let bastion: SshServer;
let proxy: TcpProxy;
let pool: SshPool;
let db1: SshHost;

/** What a number is once it has not changed for a second. */
async function whenSteady(read: () => Promise<number>): Promise<number> {
  let last = await read();
  for (let same = 0; same < 10;) {
    await sleep(100);
    const now = await read();
    same = now === last ? same + 1 : 0;
    last = now;
  }
  return last;
}

describe.skipIf(sshdMissing !== undefined)(`commands (${sshdMissing ?? 'real sshd'})`, () => {
  beforeAll(async () => {
    workshop = await openSshWorkshop();
    [server, bastion] = await Promise.all([workshop.start(), workshop.start()]);
    proxy = await startTcpProxy(server.port);
    pool = await testPool({
      keyFile: workshop.keyFile,
      known: [server, bastion].map(({ publicKeys }) => `* ${publicKeys['ed25519']}`).join('\n'),
      endpoints: {
        db1: { port: server.port },
        relayed: { port: proxy.port },
        bastion: { port: bastion.port },
        behind: { port: server.port, via: 'bastion' },
      },
    });
    db1 = pool.host('db1');
  });
  afterAll(async () => {
    await pool.close();
    await proxy[Symbol.asyncDispose]();
    await workshop[Symbol.asyncDispose]();
  });

  it('gives both outputs and the exit code', async () => {
    expect(await db1.exec(['/bin/sh', '-c', 'echo out; echo err >&2; exit 3'])).toEqual({
      outcome: 'exited',
      code: 3,
      stdout: 'out\n',
      stderr: 'err\n',
      truncated: false,
    });
  });

  it('gives the signal of a command that was killed', async () => {
    expect(await db1.exec(['/bin/sh', '-c', 'kill -s SEGV $$'])).toMatchObject({
      outcome: 'signalled',
      signal: 'SIGSEGV',
    });
  });

  it('passes every argument as it is', async () => {
    const words = fc.array(
      fc.string({ unit: 'grapheme', maxLength: 20 }).filter((text) => !text.includes('\0')),
    );
    await fc.assert(
      fc.asyncProperty(words, async (args) => {
        const { stdout } = await db1.exec(['/usr/bin/printf', String.raw`%s\0`, ...args, 'end']);
        expect(stdout.split('\0')).toEqual([...args, 'end', '']);
      }),
      { numRuns: 50 },
    );
  });

  it('sets variables, a plain language and a complete PATH', async () => {
    const { stdout } = await db1.exec(['/usr/bin/env'], { env: { GREETING: "it's $HOME" } });
    const lines = stdout.split('\n');
    expect(lines).toContain("GREETING=it's $HOME");
    expect(lines).toContain('LC_ALL=C.UTF-8');
    expect(lines).toContain('PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin');
  });

  it('has an empty stdin, or the one that is given, also where it is larger than every window', async () => {
    expect(await db1.exec(['cat'])).toMatchObject({ code: 0, stdout: '' });
    const large = Buffer.alloc(9 * 1024 * 1024, 'abcdefg\n');
    expect(await db1.exec(['wc', '-c'], { stdin: large })).toMatchObject({ stdout: `${large.length}\n` });
  });

  it('keeps a part of a large output and says so, and passes all of it on where it is wanted', async () => {
    const argv = ['head', '-c', '5000000', '/dev/zero'] as const;
    const kept = await db1.exec(argv, { maxOutputBytes: 1000 });
    expect([kept.stdout.length, kept.truncated]).toEqual([1000, true]);
    let seen = 0;
    const passed = await db1.exec(argv, { onStdout: (chunk) => void (seen += chunk.length) });
    expect([seen, passed.stdout, passed.truncated]).toEqual([5_000_000, '', false]);
  });

  it('holds the command back while its output is not taken, whatever it writes to the other one', async () => {
    const PIECE = 65_536;
    const PIECES = 800;
    const file = `${workshop.directory}/pieces`;
    const written = async () => Number(await readFile(file, 'utf8').catch(() => '0')) * PIECE;
    const producer = `i=0; while [ $i -lt ${PIECES} ]; do head -c ${PIECE} /dev/zero; i=$((i+1)); echo $i >${file}; echo $i >&2; done`;
    // ssh2 keeps one window (2 MiB) before it closes the next one; then there is the socket between sshd and the command,
    // with a piece that is written and one that is counted late.
    const WINDOW = 2 * 1024 * 1024;
    const socket = Number(await readFile('/proc/sys/net/core/wmem_default', 'utf8'));
    let held: number | undefined;
    let taken = 0;
    await db1.exec(['/bin/sh', '-c', producer], {
      onStdout: async (chunk) => {
        held ??= await whenSteady(written);
        taken += chunk.length;
      },
      onStderr: () => undefined,
    });
    expect(held).toBeLessThan(2 * WINDOW + socket + 4 * PIECE);
    expect(taken).toBe(PIECES * PIECE);
  });

  it('runs 50 commands at once on one host over one connection', async () => {
    const before = (await server.log()).length;
    const numbers = Array.from({ length: 50 }, (_, index) => index);
    const results = await Promise.all(
      numbers.map((number) => pool.host('behind').exec(['/bin/sh', '-c', `sleep 0.05; echo ${number}`])),
    );
    expect(results.map((result) => result.stdout)).toEqual(numbers.map((number) => `${number}\n`));
    const log = (await server.log()).slice(before);
    expect(log.split('Connection from ').length - 1).toBe(1);
  });

  it('has its end told also where the whole answer arrives in one piece', async () => {
    proxy.bundle(100);
    const result = await pool.host('relayed').exec(['/bin/sh', '-c', 'echo out; echo err >&2; exit 3']);
    proxy.bundle(0);
    expect(result).toMatchObject({ outcome: 'exited', code: 3, stdout: 'out\n', stderr: 'err\n' });
  });

  describe('that is aborted', () => {
    it('rejects with the reason, and the command has had SIGTERM and cleaned up', async () => {
      const controller = new AbortController();
      const file = `${workshop.directory}/terminated`;
      const script = `trap 'echo yes > ${file}; exit' TERM; echo ready; while :; do sleep 0.05; done`;
      const running = failureOf(
        db1.exec(['/bin/sh', '-c', script], {
          signal: controller.signal,
          onStdout: () => controller.abort(new Error('enough')),
        }),
      );
      expect(await running).toMatchObject({ message: 'enough' });
      await expect
        .poll(async () => (await db1.exec(['cat', file])).stdout, { timeout: 30_000 })
        .toBe('yes\n');
    });

    it('gives its place to the next one', async () => {
      for (let round = 0; round < 20; round += 1) {
        const controller = new AbortController();
        const running = db1.exec(['sleep', '60'], { signal: controller.signal });
        setTimeout(() => controller.abort(new Error('enough')), 10);
        await failureOf(running);
      }
      expect(await db1.exec(['echo', 'still'])).toMatchObject({ stdout: 'still\n' });
    });
  });

  describe('whose link breaks', () => {
    it('has an unknown outcome, and goes on; the next command has a new link', async () => {
      const relayed = pool.host('relayed');
      const file = `${workshop.directory}/survivor`;
      const running = relayed.exec(['/bin/sh', '-c', `echo begun; sleep 0.5; echo done > ${file}`], {
        onStdout: () => proxy.cut(),
      });
      expect(await running).toMatchObject({ outcome: 'unknown', truncated: true });
      expect(await relayed.exec(['echo', 'again'])).toMatchObject({ outcome: 'exited', stdout: 'again\n' });
      await expect
        .poll(async () => (await db1.exec(['cat', file])).stdout, { timeout: 30_000 })
        .toBe('done\n');
    });

    it('is unknown for all that ran on it, and none is lost that did not', async () => {
      const relayed = pool.host('relayed');
      const file = `${workshop.directory}/begun`;
      const results = Array.from({ length: 30 }, (_, index) =>
        relayed.exec(['/bin/sh', '-c', `echo begun > ${file}; sleep 0.2; echo ${index}`]),
      );
      await expect.poll(() => existsSync(file), { timeout: 20_000, interval: 5 }).toBe(true);
      await sleep(100);
      proxy.cut();
      const ends = await Promise.all(results);
      const unknown = ends.filter((end) => end.outcome === 'unknown').length;
      expect(unknown).toBeGreaterThan(0);
      expect(unknown).toBeLessThanOrEqual(16);
      for (const [index, end] of ends.entries()) {
        if (end.outcome !== 'unknown') expect(end).toMatchObject({ code: 0, stdout: `${index}\n` });
      }
    });

    it('is unknown where the sshd behind the bastion goes down', async () => {
      const behind = pool.host('behind');
      const running = behind.exec(['sleep', '60']);
      const killed = await behind.exec(['/bin/sh', '-c', 'kill -9 $PPID']);
      expect([(await running).outcome, killed.outcome]).toEqual(['unknown', 'unknown']);
      expect(await behind.exec(['echo', 'again'])).toMatchObject({ outcome: 'exited', stdout: 'again\n' });
    });

    it('is unknown where the bastion goes down, and works again when it is back', async () => {
      const behind = pool.host('behind');
      const running = behind.exec(['/bin/sh', '-c', 'echo begun; sleep 5'], {
        // The listener alone would leave the connection be: its children end with the session's process group.
        onStdout: () => void pool.host('bastion').exec(['/bin/sh', '-c', 'kill -9 $PPID']),
      });
      expect(await running).toMatchObject({ outcome: 'unknown' });
      expect(await behind.exec(['echo', 'again'])).toMatchObject({ outcome: 'exited', stdout: 'again\n' });
    });
  });
});
