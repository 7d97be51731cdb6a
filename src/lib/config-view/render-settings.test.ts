import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createRedactor } from '../core/redact.ts';
import { loadEnvironment } from '../infra/config/load-environment.ts';
import { createTextView } from '../infra/output/text-view.ts';
import { type EffectiveSettings, listSettings } from './list-settings.ts';
import { describeSources, renderEnvironment, renderSources } from './render-settings.ts';

let directory: string;
let effective: EffectiveSettings;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'aether-show-'));
  await writeFile(
    join(directory, 'aether.yaml'),
    [
      'name: shop',
      'hosts:',
      '  db1: { address: 127.0.0.1, roles: [bastion, mariadb] }',
      'mariadb:',
      '  version: "10.11"',
      '  accounts: { admin: { user: root, password: "env:ROOT_PASSWORD" } }',
      '  tls: { mode: "off" }',
    ].join('\n'),
  );
  await writeFile(join(directory, 'aether.staging.yaml'), 'name: staging\n');
  effective = listSettings(
    await loadEnvironment({
      cwd: directory,
      explicit: 'staging',
      variables: { ROOT_PASSWORD: 'hunter2', AETHER_LIMITS_CHUNK_BYTES: '32MiB' },
      stateDir: directory,
      redactor: createRedactor(),
    }),
  );
});

afterAll(async () => {
  await rm(directory, { recursive: true });
});

describe('config show', () => {
  it('prints a YAML file that says the same', async () => {
    const text = renderEnvironment(effective).replaceAll(directory, '.');
    expect(text).toMatchInlineSnapshot(`
      "# ./aether.yaml
      # ./aether.staging.yaml
      name: staging
      hosts:
        db1:
          address: 127.0.0.1
          roles:
            - bastion
            - mariadb
          ports: {}
      mariadb:
        version: "10.11"
        database: aethermart
        port: 3306
        accounts:
          admin:
            user: root
            password: env:ROOT_PASSWORD
        tls:
          mode: off
      authority:
        key: tls/ca-key.pem
      sources: {}
      pipelines: {}
      limits:
        parallel_connections: 2
        chunk_bytes: 32MiB
        max_rejects: 0
        statement_timeout: 1h
        lock_wait_timeout: 3s
        outage_tolerance: 1m"
    `);
    await writeFile(join(directory, 'again.yaml'), text);
    const again = await loadEnvironment({
      cwd: directory,
      explicit: 'again.yaml',
      variables: {},
      stateDir: directory,
      redactor: createRedactor(),
    });
    expect(listSettings(again).environment).toEqual(effective.environment);
  });

  it('prints where each value came from, and no secret', () => {
    const text = renderSources(effective, createTextView(0, 100));
    expect(text).toMatchInlineSnapshot(`
      "SETTING                          VALUE              FROM
      name                             staging            aether.staging.yaml:1:7
      hosts.db1.address                127.0.0.1          aether.yaml:3:19
      hosts.db1.roles                  bastion, mariadb   aether.yaml:3:37
      mariadb.version                  10.11              aether.yaml:5:12
      mariadb.database                 aethermart         default
      mariadb.port                     3306               default
      mariadb.accounts.admin.user      root               aether.yaml:6:30
      mariadb.accounts.admin.password  env:ROOT_PASSWORD  aether.yaml:6:46
      mariadb.tls.mode                 off                aether.yaml:7:16
      authority.key                    tls/ca-key.pem     default
      limits.parallel_connections      2                  default
      limits.chunk_bytes               32MiB              AETHER_LIMITS_CHUNK_BYTES
      limits.max_rejects               0                  default
      limits.statement_timeout         1h                 default
      limits.lock_wait_timeout         3s                 default
      limits.outage_tolerance          1m                 default"
    `);
    expect(text).not.toContain('hunter2');
  });

  it('gives the same for --json', () => {
    const sources = describeSources(effective.settings);
    const [name] = sources;
    expect(name).toEqual({
      path: 'name',
      value: 'staging',
      from: 'file',
      file: 'aether.staging.yaml',
      line: 1,
      column: 7,
      variable: null,
    });
    expect(sources.find(({ path }) => path === 'limits.chunk_bytes')).toMatchObject({
      from: 'variable',
      variable: 'AETHER_LIMITS_CHUNK_BYTES',
      file: null,
    });
    expect(sources.find(({ path }) => path === 'mariadb.port')).toMatchObject({
      value: 3306,
      from: 'default',
    });
  });
});
