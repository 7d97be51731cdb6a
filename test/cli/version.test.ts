import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ServerVersions } from '../../src/lib/version/read-servers.ts';
import { documentOf, type Ended, startAether } from '../support/aether-cli.ts';

interface Version {
  readonly version: string;
  readonly node: string;
  readonly servers: ServerVersions | null;
}

let directory: string;
const aether = (...args: string[]): Promise<Ended> => startAether(args, { cwd: directory }).ended;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'aether-cli-version-'));
});

afterAll(() => rm(directory, { recursive: true }));

describe('aether version', () => {
  it('names aether, its commit, Node and the platform where no environment is found', async () => {
    const { exitCode, stdout } = await aether('version');
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^aether +\d+\.\d+\.\d+\ncommit +\S+.*\nNode +[\d.]+\nplatform +\S+ \S+ \S+\n$/);
    expect(documentOf<Version>(await aether('version', '--json')).data).toMatchObject({
      node: process.versions.node,
      servers: null,
    });
  });

  it('names every server that it cannot reach, and why', async () => {
    await writeFile(
      join(directory, 'aether.yaml'),
      [
        'name: shop',
        'hosts:',
        '  db1: { address: 127.0.0.1, roles: [mariadb], ports: { mariadb: 1 } }',
        'mariadb:',
        '  version: "11.8"',
        '  tls: { mode: off }',
        '  accounts: { admin: { user: root, password: env:NOBODY_HAS_SET_THIS } }',
      ].join('\n'),
    );
    const ended = await aether('version', '--json');
    expect(ended.exitCode, ended.stdout + ended.stderr).toBe(0);
    const { servers } = documentOf<Version>(ended).data;
    expect(servers).toMatchObject({ environment: 'shop', servers: [{ host: 'db1', server: null }] });
    expect(servers?.servers[0]?.reason).toContain('NOBODY_HAS_SET_THIS');
    expect(documentOf<Version>(await aether('version', '--client', '--json')).data.servers).toBeNull();
  });

  it('refuses an environment that is named and does not exist', async () => {
    expect((await aether('--env', 'nowhere', 'version')).exitCode).toBe(78);
  });
});
