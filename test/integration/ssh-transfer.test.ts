import { randomBytes } from 'node:crypto';
import { mkdir, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { SshHost } from '../../src/lib/infra/ssh/host.ts';
import type { SshPool } from '../../src/lib/infra/ssh/pool.ts';
import { upload } from '../../src/lib/infra/ssh/transfer/upload.ts';
import { failureOf, testPool } from '../support/ssh-pool.ts';
import { openSshWorkshop, type SshServer, sshdMissing, type SshWorkshop } from '../support/ssh-server.ts';
import { startTcpProxy, type TcpProxy } from '../support/tcp-proxy.ts';

const MIB = 1024 * 1024;
let workshop: SshWorkshop;
let server: SshServer;
let proxy: TcpProxy;
let pool: SshPool;
let db1: SshHost;
let directory: string;
let target: string;

describe.skipIf(sshdMissing !== undefined)(`files (${sshdMissing ?? 'real sshd'})`, () => {
  beforeAll(async () => {
    workshop = await openSshWorkshop();
    server = await workshop.start();
    proxy = await startTcpProxy(server.port);
    pool = await testPool({
      keyFile: workshop.keyFile,
      known: `* ${server.publicKeys['ed25519']}`,
      endpoints: { db1: { port: server.port }, relayed: { port: proxy.port } },
    });
    db1 = pool.host('db1');
  });
  beforeEach(async () => {
    directory = join(workshop.directory, `files-${randomBytes(4).toString('hex')}`);
    await mkdir(directory);
    target = join(directory, "it's my.cnf");
    proxy.cutAfterBytes(Number.POSITIVE_INFINITY);
  });
  afterAll(async () => {
    await pool.close();
    await proxy[Symbol.asyncDispose]();
    await workshop[Symbol.asyncDispose]();
  });

  describe('uploaded', () => {
    it('are readable by their owner alone, unless another mode and owner are given', async () => {
      await db1.upload({ content: 'secret\n' }, target);
      expect((await stat(target)).mode & 0o7777).toBe(0o600);
      await db1.upload({ content: 'public\n' }, target, { mode: 0o644, owner: 'daemon:games' });
      const { mode, uid, gid } = await stat(target);
      expect([mode & 0o7777, uid, gid]).toEqual([0o644, 1, 60]);
      expect(await readFile(target, 'utf8')).toBe('public\n');
      expect(await readdir(directory)).toEqual(["it's my.cnf"]);
    });

    it('arrive as they are: empty, with every byte, and from a large file', async () => {
      const local = join(directory, 'local');
      for (const content of [
        Buffer.alloc(0),
        Buffer.from(Array.from({ length: 256 }, (_, byte) => byte)),
        randomBytes(20 * MIB),
      ]) {
        await db1.upload({ content }, target);
        expect(content.equals(await readFile(target))).toBe(true);
        await writeFile(local, content);
        await db1.upload({ file: local }, target);
        expect(content.equals(await readFile(target))).toBe(true);
      }
    });

    it('arrive whole where the local file goes while it waits for its turn', async () => {
      const local = join(directory, 'local');
      const content = randomBytes(MIB);
      await writeFile(local, content);
      const exec: typeof db1.exec = async (argv, options) => {
        await rm(local);
        return db1.exec(argv, options);
      };
      await upload({ name: 'db1', exec }, { file: local }, target);
      expect(content.equals(await readFile(target))).toBe(true);
    });

    it('replace a symbolic link, not what it points to', async () => {
      const elsewhere = join(directory, 'elsewhere');
      await writeFile(elsewhere, 'untouched');
      await symlink(elsewhere, target);
      await db1.upload({ content: 'new' }, target);
      expect([await readFile(elsewhere, 'utf8'), await readFile(target, 'utf8')]).toEqual([
        'untouched',
        'new',
      ]);
    });

    it('are checked before they take the place of the old one', async () => {
      const check = (path: string) => ['grep', '-q', 'valid', path] as const;
      await db1.upload({ content: 'valid 1' }, target, { check });
      const refused = await failureOf(
        db1.upload({ content: 'broken' }, target, {
          check: (path) => ['/bin/sh', '-c', 'echo "line 1: $(cat "$1")"; exit 1', 'sh', path],
        }),
      );
      expect(refused).toMatchObject({
        code: 'SSH_UPLOAD_REFUSED',
        message: expect.stringContaining('line 1: broken'),
      });
      expect(await readFile(target, 'utf8')).toBe('valid 1');
      expect(await readdir(directory)).toEqual(["it's my.cnf"]);
    });

    it('fail with what the host says where the directory is not there', async () => {
      const failure = await failureOf(db1.upload({ content: 'x' }, join(directory, 'missing', 'file')));
      expect(failure).toMatchObject({
        code: 'SSH_COMMAND_FAILED',
        message: expect.stringContaining('missing'),
      });
    });

    it(
      'are the old one or the new one wherever the link breaks, never a part',
      { timeout: 120_000 },
      async () => {
        const relayed = pool.host('relayed');
        const before = randomBytes(2 * MIB);
        const after = randomBytes(2 * MIB);
        const outcomes = new Set<string>();
        const sentBefore = proxy.sent();
        await relayed.upload({ content: after }, target);
        const whole = proxy.sent() - sentBefore;
        const places = [
          ...Array.from({ length: 20 }, (_, index) => 5000 + Math.round((index / 20) * (whole - 5000))),
          ...[400, 200, 100, 50, 20, 1, -1].map((bytes) => whole - bytes),
        ];
        proxy.cut();
        for (const place of places) {
          await writeFile(target, before);
          proxy.cutAfterBytes(proxy.sent() + place);
          const result = await relayed.upload({ content: after }, target).then(
            () => 'done',
            (thrown: { code: string }) => thrown.code,
          );
          outcomes.add(result);
          proxy.cutAfterBytes(Number.POSITIVE_INFINITY);
          proxy.cut();
          // The script on the host goes on without us; when it has ended, its temporary file is gone.
          await sleep(100);
          await expect.poll(async () => readdir(directory), { timeout: 30_000 }).toEqual(["it's my.cnf"]);
          const found = await readFile(target);
          expect(found.equals(after) || found.equals(before)).toBe(true);
          if (result === 'done') expect(found.equals(after)).toBe(true);
        }
        expect(outcomes).toContain('SSH_OUTCOME_UNKNOWN');
        expect(outcomes).toContain('done');
      },
    );

    it('leave nothing behind where they are aborted', async () => {
      await writeFile(target, 'old');
      const controller = new AbortController();
      const uploading = failureOf(
        db1.upload({ content: randomBytes(40 * MIB) }, target, { signal: controller.signal }),
      );
      setTimeout(() => controller.abort(new Error('enough')), 30);
      expect(await uploading).toMatchObject({ message: 'enough' });
      await expect.poll(async () => readdir(directory), { timeout: 30_000 }).toEqual(["it's my.cnf"]);
      expect(await readFile(target, 'utf8')).toBe('old');
    });
  });

  describe('downloaded', () => {
    async function partialBytes(): Promise<number> {
      const partial = (await readdir(directory)).find((name) => name.endsWith('.part'));
      return partial === undefined ? 0 : (await stat(join(directory, partial))).size;
    }

    it('arrive whole and readable by their owner alone', async () => {
      const content = randomBytes(10 * MIB);
      await writeFile(target, content);
      const local = join(directory, 'local');
      await db1.download(target, local);
      expect(content.equals(await readFile(local))).toBe(true);
      expect((await stat(local)).mode & 0o7777).toBe(0o600);
    });

    it('do not appear where the link breaks, or the file is not there', async () => {
      await writeFile(target, randomBytes(40 * MIB));
      const local = join(directory, 'local');
      const downloading = failureOf(pool.host('relayed').download(target, local));
      while ((await partialBytes()) === 0) await sleep(1);
      proxy.cut();
      expect(await downloading).toMatchObject({ code: 'SSH_OUTCOME_UNKNOWN' });
      const missing = await failureOf(db1.download(`${target}.bak`, local));
      expect(missing).toMatchObject({ code: 'SSH_COMMAND_FAILED', message: expect.stringContaining('.bak') });
      expect(await readdir(directory)).toEqual(["it's my.cnf"]);
    });
  });
});
