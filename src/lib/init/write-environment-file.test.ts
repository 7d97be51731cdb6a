import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createRedactor } from '../core/redact.ts';
import { hostsWith } from '../infra/config/hosts-with.ts';
import type { InitAnswers } from './answers.ts';
import { writeEnvironmentFile } from './write-environment-file.ts';

let directory: string;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'aether-init-'));
});

afterEach(async () => {
  await rm(directory, { recursive: true });
});

const local: InitAnswers = {
  name: 'dev',
  mariadbVersion: '10.11',
  database: 'aethermart',
  mariadb: [{ address: '127.0.0.1' }],
  replica: [],
  mongo: [],
  ssh: undefined,
};

function write(answers: InitAnswers, force = false, file = 'aether.yaml') {
  const context = { cwd: directory, stateDir: join(directory, '.aether'), redactor: createRedactor() };
  return writeEnvironmentFile(answers, { file, force }, context);
}

describe('writeEnvironmentFile', () => {
  it('writes a file that loads, and leaves nothing else behind', async () => {
    const { file, environment } = await write(local);
    expect(file).toBe(join(directory, 'aether.yaml'));
    expect(environment.files).toEqual([file]);
    expect(environment.config.mariadb.tls.mode).toBe('off');
    expect(await readdir(directory)).toEqual(['aether.yaml']);
    expect(await readFile(file, 'utf8')).toMatch(
      /^# yaml-language-server: \$schema=\.\.?\/\S+environment\.schema\.json\n/,
    );
  });

  it('replaces a file only when it is told to', async () => {
    const file = join(directory, 'aether.yaml');
    await writeFile(file, 'precious');
    await expect(write(local)).rejects.toMatchObject({ code: 'FILE_EXISTS', exitCode: 64 });
    expect(await readFile(file, 'utf8')).toBe('precious');
    await write(local, true);
    expect(await readFile(file, 'utf8')).toContain('name: dev');
    expect(await readdir(directory)).toEqual(['aether.yaml']);
  });

  it('refuses answers that contradict one another, and writes nothing', async () => {
    const same = { ...local, mariadb: [{ address: '10.0.0.1' }], replica: [{ address: '10.0.0.1' }] };
    await expect(write(same)).rejects.toMatchObject({
      code: 'USAGE',
      message:
        'the answers contradict one another: hosts.replica1.address: 10.0.0.1:3306 is already a server of db1',
    });
    expect(await readdir(directory)).toEqual([]);
  });

  it('says where it cannot write', async () => {
    await expect(write(local, false, 'absent/aether.yaml')).rejects.toMatchObject({
      code: 'FILE_UNWRITABLE',
      message: expect.stringContaining('ENOENT'),
    });
  });

  it('writes what it was told, whatever that is', async () => {
    const word = fc.oneof(
      fc.stringMatching(/^[a-z][a-z0-9_-]{0,10}$/),
      fc.constantFrom('true', 'null', 'no', 'y', 'off'),
    );
    const port = fc.option(fc.integer({ min: 1, max: 65_535 }), { nil: undefined });
    const endpoint = fc
      .record({ address: fc.oneof(fc.ipV4(), fc.ipV6(), word), port })
      .map(({ address, port }) => ({
        address: address.replace(/[-_]+$/, '').replaceAll('_', '-'),
        ...(port === undefined ? {} : { port }),
      }));
    const answers = fc.record({
      name: word,
      mariadbVersion: fc.constantFrom('10.11', '11.10', '11.8', '12.0'),
      database: fc.stringMatching(/^[A-Za-z][A-Za-z0-9_]{0,10}$/),
      mariadb: fc.uniqueArray(endpoint, { minLength: 1, maxLength: 4, selector: ({ address }) => address }),
      replica: fc.constant([]),
      mongo: fc.constant([]),
      ssh: fc.option(
        fc.record({
          user: fc.string({ minLength: 1 }),
          key: fc.string({ minLength: 1 }),
          bastion: fc.option(fc.domain(), { nil: undefined }),
        }),
        { nil: undefined },
      ),
    });
    await fc.assert(
      fc.asyncProperty(answers, async (told) => {
        const { config } = (await write(told, true)).environment;
        expect(config).toMatchObject({ name: told.name });
        expect(config.mariadb).toMatchObject({ version: told.mariadbVersion, database: told.database });
        expect(hostsWith(config, ['mariadb', 'galera']).map((name) => config.hosts[name]?.address)).toEqual(
          told.mariadb.map(({ address }) => address),
        );
        expect(config.ssh?.user).toBe(told.ssh?.user);
        expect(config.ssh?.key).toBe(told.ssh?.key);
        expect(config.hosts['bastion1']?.address).toBe(told.ssh?.bastion);
      }),
    );
  });
});
