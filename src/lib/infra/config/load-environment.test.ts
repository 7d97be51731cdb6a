import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AetherError } from '../../core/errors.ts';
import { createRedactor } from '../../core/redact.ts';
import { loadEnvironment } from './load-environment.ts';

let directory: string;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'aether-config-'));
});

afterEach(async () => {
  await rm(directory, { recursive: true });
});

async function write(name: string, lines: readonly string[]): Promise<string> {
  const file = join(directory, name);
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, `${lines.join('\n')}\n`);
  return file;
}

function load(request: { explicit?: string; variables?: Record<string, string>; cwd?: string } = {}) {
  return loadEnvironment({
    cwd: request.cwd ?? directory,
    explicit: request.explicit,
    variables: request.variables ?? {},
    stateDir: join(directory, '.aether'),
    redactor: createRedactor(),
  });
}

async function failure(promise: Promise<unknown>): Promise<AetherError> {
  const thrown: unknown = await promise.then(
    () => undefined,
    (error: unknown) => error,
  );
  if (!(thrown instanceof AetherError)) throw new Error(`expected an AetherError, got ${String(thrown)}`);
  return thrown;
}

const BASE = [
  'name: base',
  'hosts:',
  '  db1: { address: 127.0.0.1, roles: [mariadb] }',
  'mariadb:',
  '  version: "10.11"',
  '  tls: { mode: off }',
];

describe('finding the environment', () => {
  it('takes the nearest aether.yaml upwards', async () => {
    const file = await write('aether.yaml', BASE);
    await mkdir(join(directory, 'deep/down'), { recursive: true });
    const loaded = await load({ cwd: join(directory, 'deep/down') });
    expect(loaded.files).toEqual([file]);
  });

  it('does not look above the root of the repository', async () => {
    await write('aether.yaml', BASE);
    await mkdir(join(directory, 'repository/.git'), { recursive: true });
    const error = await failure(load({ cwd: join(directory, 'repository') }));
    expect(error).toMatchObject({ code: 'ENVIRONMENT_NOT_FOUND', exitCode: 78 });
  });

  it('falls back to the sandbox', async () => {
    const file = await write('.aether/sandbox/aether.yaml', BASE);
    expect((await load()).files).toEqual([file]);
  });

  it('says what to type where there is none', async () => {
    const error = await failure(load());
    expect(error).toMatchObject({ code: 'ENVIRONMENT_NOT_FOUND', exitCode: 78 });
    expect(error.hint).toContain('aether sandbox up');
    expect(error.hint).toContain('aether init');
  });

  it('prefers --env to AETHER_ENV, and that to the file at hand', async () => {
    await write('aether.yaml', BASE);
    const one = await write('one.yaml', BASE);
    const two = await write('two.yaml', BASE);
    const variables = { AETHER_ENV: 'two.yaml' };
    expect((await load({ explicit: 'one.yaml', variables })).files).toEqual([one]);
    expect((await load({ variables })).files).toEqual([two]);
  });

  it('lays aether.NAME.yaml over the base beside it', async () => {
    const base = await write('aether.yaml', [...BASE, '  port: 3307', 'limits: { chunk_bytes: 1MiB }']);
    const overlay = await write('aether.staging.yaml', [
      'name: staging',
      'hosts: { db1: { zone: a } }',
      'limits:',
      '  chunk_bytes: null',
    ]);
    const loaded = await load({ explicit: 'staging' });
    expect(loaded.files).toEqual([base, overlay]);
    expect(loaded.config.name).toBe('staging');
    expect(loaded.config.hosts['db1']).toMatchObject({ address: '127.0.0.1', zone: 'a' });
    expect(loaded.config.limits.chunk_bytes).toBe(3 * 1024 * 1024);
    expect(loaded.origin(['name'])).toEqual({
      from: 'file',
      location: { file: 'aether.staging.yaml', line: 1, column: 7 },
    });
    expect(loaded.origin(['mariadb', 'port'])).toEqual({
      from: 'file',
      location: { file: 'aether.yaml', line: 7, column: 9 },
    });
    expect(loaded.origin(['limits', 'chunk_bytes'])).toEqual({ from: 'default' });
  });

  it.each(['sandbox', 'lab'])('finds the environment that aether %s wrote', async (name) => {
    const error = await failure(load({ explicit: name }));
    expect(error.hint).toContain(`aether ${name} up`);
    const file = await write(`.aether/${name}/aether.yaml`, BASE);
    expect((await load({ explicit: name })).files).toEqual([file]);
  });

  it.each(['absent.yaml', 'absent'])('does not find %s', async (explicit) => {
    await write('aether.yaml', BASE);
    expect((await failure(load({ explicit }))).code).toBe('ENVIRONMENT_NOT_FOUND');
  });
});

describe('reading the environment', () => {
  it('refuses what is no file, no UTF-8, or no environment by its size', async () => {
    await mkdir(join(directory, 'directory.yaml'));
    await writeFile(join(directory, 'latin1.yaml'), Buffer.from('name: caf\xe9\n', 'latin1'));
    await writeFile(join(directory, 'huge.yaml'), Buffer.alloc(2 * 1024 * 1024, 'x'));
    for (const explicit of ['directory.yaml', 'latin1.yaml', 'huge.yaml']) {
      expect((await failure(load({ explicit }))).code).toBe('ENVIRONMENT_UNREADABLE');
    }
  });

  it('takes a variable for what differs from person to person', async () => {
    await write('aether.yaml', BASE);
    const loaded = await load({ variables: { AETHER_LIMITS_CHUNK_BYTES: '1MiB', AETHER_SSH_USER: 'dba' } });
    expect(loaded.config.limits.chunk_bytes).toBe(1024 * 1024);
    expect(loaded.origin(['limits', 'chunk_bytes'])).toEqual({
      from: 'variable',
      name: 'AETHER_LIMITS_CHUNK_BYTES',
    });
    expect(loaded.config.ssh).toBeUndefined();
    const error = await failure(load({ variables: { AETHER_LIMITS_PARALLEL_CONNECTIONS: 'many' } }));
    expect(error.message).toContain(
      'AETHER_LIMITS_PARALLEL_CONNECTIONS limits.parallel_connections: must be a number',
    );
  });

  it('resolves paths against the file', async () => {
    await write('conf/aether.yaml', BASE);
    const loaded = await load({ explicit: 'conf/aether.yaml' });
    expect(loaded.resolvePath('ca.pem')).toBe(join(directory, 'conf/ca.pem'));
    expect(loaded.resolvePath('/etc/ca.pem')).toBe('/etc/ca.pem');
  });
});

describe('refusing a bad environment', () => {
  async function messageOf(lines: readonly string[]): Promise<string> {
    await write('aether.yaml', lines);
    const error = await failure(load());
    expect(error).toMatchObject({ code: 'ENVIRONMENT_INVALID', exitCode: 78 });
    return error.message;
  }

  it('lists every problem in the order of the file', async () => {
    expect(
      await messageOf([
        'name: Production',
        'hosts:',
        '  db1:',
        '    address: 10.0.0.1',
        '    role: [mariadb]',
        '    roles: [mariabd]',
        '  db2:',
        '    roles: mariadb',
        'mariadb:',
        '  version: 11.10',
        '  port: 99999',
        '  accounts:',
        '    admin: { user: root, password: hunter2 }',
        'limit:',
        '  chunk_bytes: 16MiB',
        'ssh:',
      ]),
    ).toMatchInlineSnapshot(`
      "10 problems in aether.yaml
        aether.yaml:1:7 name: must be a name of lower-case letters, digits, "-" or "_" (32 at most, a letter first)
        aether.yaml:5:5 hosts.db1.role: unknown key, did you mean "roles"?
        aether.yaml:6:13 hosts.db1.roles.0: must be one of bastion, mariadb, galera, replica, mongo, orchestrator, did you mean "mariadb"?
        aether.yaml:7:3 hosts.db2.address: is missing (Host name or IP address)
        aether.yaml:8:12 hosts.db2.roles: must be a list
        aether.yaml:10:12 mariadb.version: must be in quotes, such as "10.11" (YAML reads a bare 11.10 as the number 11.1)
        aether.yaml:11:9 mariadb.port: must be a port number from 1 to 65535
        aether.yaml:13:36 mariadb.accounts.admin.password: must say where the secret is (env:NAME, file:PATH or cmd:COMMAND), never be the secret itself
        aether.yaml:14:1 limit: unknown key, did you mean "limits"?
        aether.yaml:16:1 ssh: is empty: give it a value or take the line away"
    `);
  });

  it('names the contradictions between sections', async () => {
    expect(
      await messageOf([
        'name: shop',
        'ssh:',
        '  { user: dba, key: id, bastion: jump1,',
        '    users: { anna: { keys: [ssh-ed25519 AAAA] }, ben: { keys: [ssh-ed25519 AAAA] } },',
        '    jump_users: { ben: { keys: [ssh-ed25519 AAAA] }, dba: { keys: [ssh-ed25519 AAAA] } } }',
        'hosts:',
        '  jump: { address: 10.0.0.1, roles: [bastion] }',
        '  db1: { address: 10.0.0.2, roles: [galera, galera] }',
        '  db2: { address: 10.0.0.2, roles: [galera, replica] }',
        '  doc1: { address: 10.0.0.3, roles: [mongo] }',
        'mariadb:',
        '  version: "11.8"',
        '  tls: { mode: off }',
        'embeddings: { provider: gemini, model: gemini-embedding-2, dimensions: 768 }',
      ]),
    ).toMatchInlineSnapshot(`
      "10 problems in aether.yaml
        aether.yaml:3:34 ssh.bastion: no host has this name, did you mean "jump"?
        aether.yaml:5:19 ssh.jump_users.ben: ben is in ssh.users too: a user has a shell or has none
        aether.yaml:5:54 ssh.jump_users.dba: aether logs in as this user, who keeps key, shell and rights as they are: take it off the list
        aether.yaml:8:36 hosts.db1.roles: the role galera needs the section mariadb.galera with its cluster_name
        aether.yaml:8:45 hosts.db1.roles.1: galera is there twice
        aether.yaml:9:19 hosts.db2.address: 10.0.0.2:3306 is already a server of db1
        aether.yaml:9:36 hosts.db2.roles: a host runs one MariaDB server: galera and replica exclude each other
        aether.yaml:10:37 hosts.doc1.roles: the role mongo needs the section mongo
        aether.yaml:13:16 mariadb.tls.mode: off is for servers on loopback only, and db1 is not: passwords and data would cross the network in the clear
        aether.yaml:14:1 embeddings.api_key: is missing: the provider gemini needs one"
    `);
  });

  it('explains what is no YAML, and never repeats a password', async () => {
    for (const written of [
      '*hunter2',
      '!hunter2 x',
      '%hunter2',
      '@hunter2',
      '"hunter2\\q"',
      "'x'hunter2",
      'x: hunter2',
    ]) {
      const message = await messageOf([
        ...BASE,
        '  accounts:',
        '    admin: { user: root }',
        `    x: ${written}`,
      ]);
      expect(message).toMatch(/aether\.yaml:9:/);
      expect(message).not.toContain('hunter2');
    }
  });

  it('names both places of a wrong overlay', async () => {
    await write('aether.yaml', [...BASE, '  prot: 1']);
    await write('aether.staging.yaml', ['hosts:', '  db1: { roles: [maria] }']);
    const error = await failure(load({ explicit: 'staging' }));
    expect(error.message).toMatchInlineSnapshot(`
      "2 problems in aether.yaml and aether.staging.yaml
        aether.yaml:7:3 mariadb.prot: unknown key, did you mean "port"?
        aether.staging.yaml:2:18 hosts.db1.roles.0: must be one of bastion, mariadb, galera, replica, mongo, orchestrator, did you mean "mariadb"?"
    `);
    expect(error.details['problems']).toHaveLength(2);
  });

  it.each([
    ['nothing', [''], 'empty'],
    ['a list', ['- name: x'], 'must be a mapping'],
    ['the same key twice', [...BASE, 'name: again'], 'aether.yaml:7:1 the same key twice'],
    ['a second document', [...BASE, '---', 'name: x'], 'second document'],
    ['a tab as indentation', ['name: x', 'hosts:', '\tdb1: {}'], 'abs are not allowed'],
  ])('refuses %s', async (_what, lines, expected) => {
    expect(await messageOf(lines)).toContain(expected);
  });

  it('refuses a bomb of aliases at once', async () => {
    const levels = Array.from({ length: 12 }, (_, level) => {
      const item = level === 0 ? 'x' : `*a${level - 1}`;
      return `a${level}: &a${level} [${Array.from({ length: 9 }, () => item).join(', ')}]`;
    });
    expect(await messageOf(levels)).toContain('aliases repeat values');
  });
});

describe('aliases and merge keys', () => {
  it('are resolved, and problems inside are found where they stand', async () => {
    await write('aether.yaml', [
      'name: aliases',
      'hosts:',
      '  db1: &member',
      '    address: 10.0.0.1',
      '    roles: [galera]',
      '    zone: a',
      '  db2: { <<: *member, address: 10.0.0.2 }',
      '  db3: { <<: *member, address: 10.0.0.3 }',
      'mariadb: { version: "11.8", galera: { cluster_name: shop } }',
    ]);
    const loaded = await load();
    expect(loaded.config.hosts['db3']).toEqual({
      address: '10.0.0.3',
      roles: ['galera'],
      zone: 'a',
      ports: {},
    });
    expect(loaded.locate(['hosts', 'db3', 'zone'])).toEqual({ file: 'aether.yaml', line: 6, column: 11 });
    expect(loaded.warnings).toEqual([]);
  });
});

describe('advice', () => {
  it('warns of a cluster that has no majority to lose a member from', async () => {
    await write('aether.yaml', [
      'name: two',
      'hosts:',
      '  db1: { address: 10.0.0.1, roles: [galera] }',
      '  db2: { address: 10.0.0.2, roles: [galera] }',
      'mariadb: { version: "11.8", galera: { cluster_name: shop } }',
    ]);
    expect((await load()).warnings).toMatchInlineSnapshot(`
      [
        "aether.yaml:2:1 hosts: 2 Galera members keep no majority when one is lost: an odd number from three up does",
      ]
    `);
  });
});
