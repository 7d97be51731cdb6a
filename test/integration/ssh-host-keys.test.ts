import { execFile } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AetherError } from '../../src/lib/core/errors.ts';
import { failureOf, testPool } from '../support/ssh-pool.ts';
import { openSshWorkshop, type SshServer, sshdMissing, type SshWorkshop } from '../support/ssh-server.ts';

let workshop: SshWorkshop;
let server: SshServer;
let stranger: SshServer;
let name: string;

describe.skipIf(sshdMissing !== undefined)(`the host's key (${sshdMissing ?? 'real sshd'})`, () => {
  beforeAll(async () => {
    workshop = await openSshWorkshop();
    server = await workshop.start({ keys: ['ed25519', 'rsa'] });
    stranger = await workshop.start({ keys: ['ed25519', 'rsa', 'ecdsa'] });
    name = `[127.0.0.1]:${server.port}`;
  });
  afterAll(async () => workshop[Symbol.asyncDispose]());

  /** Logs in with this known_hosts text and runs one command. */
  async function visit(known: string, pins: readonly string[] = []) {
    await using pool = await testPool({
      keyFile: workshop.keyFile,
      known,
      endpoints: { db1: { port: server.port, pins } },
    });
    return await pool.host('db1').exec(['echo', 'in']);
  }

  async function refusal(known: string, pins: readonly string[] = []): Promise<AetherError> {
    const thrown = await failureOf(visit(known, pins));
    if (!(thrown instanceof AetherError)) throw thrown;
    return thrown;
  }

  const key = (type: string) => server.publicKeys[type]!;
  const foreignKey = (type: string) => stranger.publicKeys[type]!;

  it.each([
    ['a plain line', () => `${name} ${key('ed25519')}`],
    ['a line for one of its other keys', () => `${name} ${key('rsa')}`],
    ['a hashed line', () => `${hashed(name)} ${key('ed25519')}`],
    ['a pattern', () => `!db2,[127.0.0.*]:* ${key('ed25519')}`],
    ['the second of two lines', () => `${name} ${foreignKey('ed25519')}\n${name} ${key('ed25519')}`],
  ])('is trusted by %s', async (_what, known) => {
    expect(await visit(known())).toMatchObject({ outcome: 'exited', code: 0, stdout: 'in\n' });
  });

  it('is trusted by a line that ssh itself has hashed', async () => {
    const file = await workshop.newKey('hashed-known-hosts');
    const { writeFile, readFile } = await import('node:fs/promises');
    await writeFile(file, `${name} ${key('ed25519')}\n`);
    await promisify(execFile)('ssh-keygen', ['-H', '-f', file]);
    expect(await visit(await readFile(file, 'utf8'))).toMatchObject({ outcome: 'exited', code: 0 });
  });

  it('is refused where it has changed, with both fingerprints and the line', async () => {
    const error = await refusal(`# recorded at the first login\n${name} ${foreignKey('ed25519')}`);
    expect(error.code).toBe('SSH_HOST_KEY_CHANGED');
    expect(error.message).toContain(server.fingerprints['ed25519']);
    expect(error.message).toContain(stranger.fingerprints['ed25519']);
    expect(error.location).toEqual({ file: 'known_hosts', line: 2, column: 1 });
  });

  it('is refused where it is revoked, even if another line trusts it', async () => {
    const error = await refusal(`${name} ${key('ed25519')}\n@revoked * ${key('ed25519')}`);
    expect(error.code).toBe('SSH_HOST_KEY_REVOKED');
    expect(error.location?.line).toBe(2);
  });

  it('is refused where only a key of another type is known', async () => {
    const error = await refusal(`${name} ${foreignKey('ecdsa')}`);
    expect(error.code).toBe('SSH_HOST_KEY_CHANGED');
    expect(error.message).toContain('none of the keys that are known');
    expect(error.message).toContain(server.fingerprints['ed25519']);
  });

  it.each([
    ['nothing', () => ''],
    ['another host', () => `127.0.0.1 ${key('ed25519')}`],
    ['a pattern with an exception for it', () => `*,!${name} ${key('ed25519')}`],
  ])('is refused where %s is known', async (_what, known) => {
    const error = await refusal(known());
    expect(error.code).toBe('SSH_HOST_KEY_UNKNOWN');
    expect(error.message).toContain(server.fingerprints['ed25519']);
  });

  it('is refused where only a certificate authority is known, and says that certificates are not checked', async () => {
    const error = await refusal(`@cert-authority * ${foreignKey('ed25519')}`);
    expect(error.code).toBe('SSH_HOST_KEY_UNKNOWN');
    expect(error.message).toContain('known_hosts:1');
    expect(error.message).toContain('certificates cannot be checked');
  });

  it('is trusted by a pin, unless the pin is for another key or known_hosts says otherwise', async () => {
    const pin = server.fingerprints['ed25519']!;
    expect(await visit('', [pin])).toMatchObject({ outcome: 'exited', code: 0 });
    expect((await refusal('', [stranger.fingerprints['ed25519']!])).code).toBe('SSH_HOST_KEY_CHANGED');
    expect((await refusal(`${name} ${foreignKey('ed25519')}`, [pin])).code).toBe('SSH_HOST_KEY_CHANGED');
    expect((await refusal(`@revoked * ${key('ed25519')}`, [pin])).code).toBe('SSH_HOST_KEY_REVOKED');
  });

  it('is checked at the bastion and behind it, each under its own name', async () => {
    const bastionName = `[127.0.0.1]:${stranger.port}`;
    const bastionLine = `${bastionName} ${foreignKey('ed25519')}`;
    const visitBehind = async (known: string) => {
      await using pool = await testPool({
        keyFile: workshop.keyFile,
        known,
        endpoints: { bastion: { port: stranger.port }, db1: { port: server.port, via: 'bastion' } },
      });
      return await pool.host('db1').exec(['echo', 'in']);
    };
    expect(await visitBehind(`${bastionLine}\n${name} ${key('ed25519')}`)).toMatchObject({ code: 0 });
    const swapped = await failureOf(visitBehind(`${bastionLine}\n${name} ${foreignKey('ed25519')}`));
    expect(swapped).toMatchObject({ code: 'SSH_HOST_KEY_CHANGED', details: { host: 'db1' } });
    const unknown = await failureOf(
      visitBehind(`${bastionName} ${key('ed25519')}\n${name} ${key('ed25519')}`),
    );
    expect(unknown).toMatchObject({ code: 'SSH_HOST_KEY_CHANGED', cause: { details: { host: 'bastion' } } });
  });

  it('is asked for once, however many commands wait for the host', async () => {
    const before = connections(await server.log());
    await using pool = await testPool({
      keyFile: workshop.keyFile,
      known: '',
      endpoints: { db1: { port: server.port } },
    });
    const failures = await Promise.all(
      Array.from({ length: 20 }, () => failureOf(pool.host('db1').exec(['true']))),
    );
    expect(new Set(failures.map((failure) => (failure as AetherError).code))).toEqual(
      new Set(['SSH_HOST_KEY_UNKNOWN']),
    );
    await failureOf(pool.host('db1').exec(['true']));
    expect(connections(await server.log()) - before).toBe(1);
  });
});

/** The first field of a known_hosts line, hashed as ssh does it. */
function hashed(host: string): string {
  const salt = Buffer.from('a salt of twenty by.');
  return `|1|${salt.toString('base64')}|${createHmac('sha1', salt).update(host).digest('base64')}`;
}

function connections(log: string): number {
  return log.split('\n').filter((line) => line.startsWith('Connection from ')).length;
}
