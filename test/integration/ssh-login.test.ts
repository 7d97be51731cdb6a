import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { chmod, copyFile, rm } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { RunEvent } from '../../src/lib/core/events.ts';
import { loadIdentity } from '../../src/lib/infra/ssh/login/identity.ts';
import type { PoolSettings } from '../../src/lib/infra/ssh/pool.ts';
import { failureOf, testPool } from '../support/ssh-pool.ts';
import { openSshWorkshop, type SshServer, sshdMissing, type SshWorkshop } from '../support/ssh-server.ts';
import { startTcpProxy } from '../support/tcp-proxy.ts';

const run = promisify(execFile);
let workshop: SshWorkshop;
let server: SshServer;
let known: string;

describe.skipIf(sshdMissing !== undefined)(`logging in (${sshdMissing ?? 'real sshd'})`, () => {
  beforeAll(async () => {
    workshop = await openSshWorkshop();
    server = await workshop.start();
    known = `* ${server.publicKeys['ed25519']}`;
  });
  afterAll(async () => workshop[Symbol.asyncDispose]());

  async function loginWith(
    settings: Partial<PoolSettings> & { keyFile?: string; port?: number; user?: string },
  ) {
    const { keyFile = workshop.keyFile, port = server.port, ...rest } = settings;
    await using pool = await testPool({ keyFile, known, endpoints: { db1: { port } }, ...rest });
    return await pool.host('db1').exec(['true']);
  }

  describe('with the key', () => {
    it('refuses a file that others can read', async () => {
      const open = join(workshop.directory, 'open-key');
      await copyFile(workshop.keyFile, open);
      await chmod(open, 0o640);
      expect(await failureOf(loadIdentity({ file: open }))).toMatchObject({ code: 'SSH_IDENTITY_UNUSABLE' });
    });

    it.each(['ed25519', 'ecdsa', 'rsa'] as const)(
      'logs in by an encrypted %s key and its passphrase',
      async (type) => {
        const file = await workshop.newKey(`encrypted-${type}`, type, 'the passphrase');
        const home = await workshop.start({ config: [`AuthorizedKeysFile ${file}.pub`] });
        const identity = await loadIdentity({ file, passphrase: 'the passphrase' });
        const trusting = {
          endpoints: { db1: { port: home.port, pins: [home.fingerprints['ed25519']!] } },
          known: '',
        };
        await using pool = await testPool({ keyFile: workshop.keyFile, ...trusting, identity });
        expect(await pool.host('db1').exec(['true'])).toMatchObject({ code: 0 });
        await home.stop();
        expect(await failureOf(loadIdentity({ file, passphrase: 'another' }))).toMatchObject({
          code: 'SSH_IDENTITY_UNUSABLE',
        });
        expect(await failureOf(loadIdentity({ file }))).toMatchObject({ code: 'SSH_IDENTITY_UNUSABLE' });
      },
    );
  });

  describe('with an agent', () => {
    let agent: ChildProcess | undefined;
    afterEach(() => agent?.kill());

    async function startAgent(keys: readonly string[]): Promise<string> {
      const socket = join(workshop.directory, 'agent');
      await rm(socket, { force: true });
      agent = spawn('ssh-agent', ['-D', '-a', socket], { stdio: ['ignore', 'pipe', 'ignore'] });
      await new Promise((resolve) => agent?.stdout?.once('data', resolve));
      for (const key of keys) {
        await run('ssh-add', ['-q', key], { env: { ...process.env, SSH_AUTH_SOCK: socket } });
      }
      return socket;
    }

    it('offers the one key of the environment, though the agent holds eight', async () => {
      const others = await Promise.all(
        Array.from({ length: 7 }, (_, index) => workshop.newKey(`other-${index}`)),
      );
      const agentSocket = await startAgent([...others, workshop.keyFile]);
      const identity = await loadIdentity({ file: `${workshop.keyFile}.pub`, agentSocket });
      const before = (await server.log()).length;
      expect(await loginWith({ identity })).toMatchObject({ code: 0 });
      expect((await server.log()).slice(before)).not.toContain('Failed publickey');
    });

    it('says so where the agent does not hold the key, or is not there', async () => {
      const agentSocket = await startAgent([await workshop.newKey('somebody-else')]);
      const file = `${workshop.keyFile}.pub`;
      const code = 'SSH_IDENTITY_UNUSABLE';
      expect(await failureOf(loadIdentity({ file, agentSocket }))).toMatchObject({ code });
      expect(await failureOf(loadIdentity({ file, agentSocket: '/nowhere' }))).toMatchObject({ code });
      expect(await failureOf(loadIdentity({ file }))).toMatchObject({ code });
    });
  });

  it('asks once where the key is refused, however many commands want the host', async () => {
    const keyFile = await workshop.newKey('unauthorised');
    const before = (await server.log()).length;
    await using pool = await testPool({ keyFile, known, endpoints: { db1: { port: server.port } } });
    const failures = await Promise.all(
      Array.from({ length: 20 }, () => failureOf(pool.host('db1').exec(['true']))),
    );
    for (const failure of failures) expect(failure).toMatchObject({ code: 'SSH_AUTH_REFUSED' });
    expect(await failureOf(pool.host('db1').exec(['true']))).toMatchObject({ code: 'SSH_AUTH_REFUSED' });
    const log = (await server.log()).slice(before);
    expect(log.split('Connection from ').length - 1).toBe(1);
  });

  it('waits and asks again where the server drops connections before the login', async () => {
    await using proxy = await startTcpProxy(server.port);
    const events: RunEvent[] = [];
    const pauses: number[] = [];
    proxy.refuse(true);
    const clock = {
      now: () => new Date(),
      seconds: () => 0,
      sleep: async (milliseconds: number) => {
        pauses.push(milliseconds);
        if (pauses.length === 3) proxy.refuse(false);
      },
    };
    await using pool = await testPool({
      keyFile: workshop.keyFile,
      known,
      endpoints: { db1: { port: proxy.port } },
      clock,
      events,
    });
    expect(await pool.host('db1').exec(['true'])).toMatchObject({ code: 0 });
    expect(pauses).toHaveLength(3);
    expect(pauses[2]).toBeGreaterThanOrEqual(5000);
    expect(events).toEqual([expect.objectContaining({ type: 'note', level: 'warn' })]);
  });

  it('gives up where it is dropped for longer than the patience', async () => {
    await using proxy = await startTcpProxy(server.port);
    proxy.refuse(true);
    expect(await failureOf(loginWith({ port: proxy.port, patienceMs: 1000 }))).toMatchObject({
      code: 'SSH_DROPPED',
    });
  });

  it('opens 30 connections to a server that begins to drop them at 10', async () => {
    const names = Array.from({ length: 30 }, (_, index) => `db${index}`);
    const endpoints = Object.fromEntries(names.map((name) => [name, { port: server.port }]));
    await using pool = await testPool({ keyFile: workshop.keyFile, known, endpoints });
    const results = await Promise.all(names.map((name) => pool.host(name).exec(['echo', name])));
    expect(results.map((result) => result.stdout)).toEqual(names.map((name) => `${name}\n`));
    expect(await server.log()).not.toContain('MaxStartups');
  });

  it('tells a port where nothing listens from one where no SSH server does', async () => {
    const closed = await workshop.start();
    await closed.stop();
    expect(await failureOf(loginWith({ port: closed.port }))).toMatchObject({ code: 'SSH_UNREACHABLE' });
    const ancient = createServer((socket) =>
      socket
        .resume()
        .on('error', () => undefined)
        .write('SSH-1.5-1.2.27\r\n'),
    );
    await new Promise<void>((resolve) => ancient.listen(0, '127.0.0.1', resolve));
    const { port } = ancient.address() as AddressInfo;
    expect(await failureOf(loginWith({ port }))).toMatchObject({ code: 'SSH_HANDSHAKE_FAILED' });
    await new Promise((resolve) => ancient.close(resolve));
  });

  it('names the bastion where that is down, or does not forward', async () => {
    const down = await workshop.start();
    await down.stop();
    const strict = await workshop.start({ config: ['AllowTcpForwarding no'] });
    const visit = async (bastionPort: number) => {
      const lines = `${known}\n* ${strict.publicKeys['ed25519']}`;
      const endpoints = { bastion: { port: bastionPort }, db1: { port: server.port, via: 'bastion' } };
      await using pool = await testPool({ keyFile: workshop.keyFile, known: lines, endpoints });
      return await pool.host('db1').exec(['true']);
    };
    const unreachable = await failureOf(visit(down.port));
    expect(unreachable).toMatchObject({
      code: 'SSH_UNREACHABLE',
      cause: { message: `bastion (127.0.0.1:${down.port}): ECONNREFUSED` },
    });
    expect(await failureOf(visit(strict.port))).toMatchObject({ code: 'SSH_CHANNEL_REFUSED' });
  });

  it('is not waited for longer than the deadline of a command, nor when the pool is closed', async () => {
    await using proxy = await startTcpProxy(server.port);
    proxy.refuse(true);
    const pool = await testPool({
      keyFile: workshop.keyFile,
      known,
      endpoints: { db1: { port: proxy.port } },
    });
    const begin = performance.now();
    const controller = new AbortController();
    setTimeout(() => controller.abort(new Error('too late')), 100);
    const hurried = await failureOf(pool.host('db1').exec(['true'], { signal: controller.signal }));
    expect(hurried).toMatchObject({ message: 'too late' });
    const patient = failureOf(pool.host('db1').exec(['true']));
    await pool.close();
    expect(await patient).toMatchObject({ code: 'BUG' });
    // Without the abort a login waits for 20 s.
    expect(performance.now() - begin).toBeLessThan(10_000);
  });

  it('stops waiting when the run is interrupted', async () => {
    await using proxy = await startTcpProxy(server.port);
    proxy.refuse(true);
    const controller = new AbortController();
    const attempt = failureOf(loginWith({ port: proxy.port, signal: controller.signal }));
    setTimeout(() => controller.abort(new Error('enough')), 50);
    expect(await attempt).toMatchObject({ message: 'enough' });
  });
});
