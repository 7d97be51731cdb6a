import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '../../src/lib/core/clock.ts';
import { createRedactor } from '../../src/lib/core/redact.ts';
import { loadEnvironment } from '../../src/lib/infra/config/load-environment.ts';
import { openEnvironmentPool } from '../../src/lib/infra/ssh/environment-pool.ts';
import { failureOf } from '../support/ssh-pool.ts';
import { openSshWorkshop, type SshServer, sshdMissing, type SshWorkshop } from '../support/ssh-server.ts';

let workshop: SshWorkshop;
let bastion: SshServer;
let server: SshServer;

describe.skipIf(sshdMissing !== undefined)(`hosts of an environment (${sshdMissing ?? 'real sshd'})`, () => {
  beforeAll(async () => {
    workshop = await openSshWorkshop();
    [bastion, server] = await Promise.all([workshop.start(), workshop.start()]);
    const lines = [`[127.0.0.1]:${bastion.port} ${bastion.publicKeys['ed25519']}`];
    await writeFile(join(workshop.directory, 'known_hosts'), `${lines.join('\n')}\n`);
    await workshop.newKey('encrypted', 'ed25519', 'open sesame');
  });
  afterAll(async () => workshop[Symbol.asyncDispose]());

  /** A pool for an environment file with this section `ssh`. */
  async function poolFor(ssh: readonly string[]) {
    const file = join(workshop.directory, 'aether.yaml');
    const fingerprint = server.fingerprints['ed25519'];
    const lines = [
      'name: test',
      ...ssh,
      'hosts:',
      `  jump: { address: 127.0.0.1, roles: [bastion], ports: { ssh: ${bastion.port} } }`,
      `  db1: { address: 127.0.0.1, roles: [mariadb], ports: { ssh: ${server.port} }, host_keys: ['${fingerprint}'] }`,
      'mariadb: { version: "10.11", tls: { mode: off } }',
    ];
    await writeFile(file, `${lines.join('\n')}\n`);
    const variables = { PASSPHRASE: 'open sesame' };
    return openEnvironmentPool({
      environment: async () =>
        loadEnvironment({
          cwd: workshop.directory,
          variables,
          stateDir: join(workshop.directory, '.aether'),
          redactor: createRedactor(),
          explicit: file,
        }),
      variables,
      signal: new AbortController().signal,
      clock: systemClock,
      emit: () => undefined,
    });
  }

  it('are reached as the file says: user, key, bastion, ports, known hosts and pins', async () => {
    const before = (await bastion.log()).length;
    await using pool = await poolFor([
      `ssh: { user: ${workshop.user}, key: login, bastion: jump, known_hosts: known_hosts }`,
    ]);
    expect(await pool.host('db1').exec(['id', '-un'])).toMatchObject({ stdout: `${workshop.user}\n` });
    expect((await bastion.log()).slice(before)).toContain('Accepted publickey');
    expect(await failureOf(pool.host('db2').exec(['true']))).toMatchObject({
      code: 'USAGE',
      message: 'no host "db2", did you mean "db1"?',
    });
  });

  it('are logged in to with the passphrase that a secret reference gives', async () => {
    const ssh = `ssh: { user: ${workshop.user}, key: encrypted, known_hosts: known_hosts, passphrase: 'env:PASSPHRASE' }`;
    await using pool = await poolFor([ssh]);
    // The key opens, and the server does not know it.
    expect(await failureOf(pool.host('db1').exec(['true']))).toMatchObject({ code: 'SSH_AUTH_REFUSED' });
  });

  it('need a section ssh', async () => {
    expect(await failureOf(poolFor([]))).toMatchObject({ code: 'ENVIRONMENT_INVALID' });
  });
});
