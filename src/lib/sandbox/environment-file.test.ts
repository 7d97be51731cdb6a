import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, it } from 'vitest';
import { createRedactor } from '../core/redact.ts';
import { loadEnvironment } from '../infra/config/load-environment.ts';
import { renderEnvironmentFile } from './environment-file.ts';
import { layoutOf } from './layout.ts';
import type { SandboxState } from './sandbox-state.ts';

const ports = (base: number) => ({ mariadb: base, group: base + 1, ist: base + 2, sst: base + 3 });
const state: SandboxState = {
  format: 1,
  wanted: 'up',
  galera: false,
  replica: false,
  basedir: null,
  version: '11.8.6',
  clusterName: 'sandbox-abc',
  mongo: null,
  ports: { node1: ports(15_000), node2: ports(16_000), node3: ports(17_000), replica1: ports(18_000) },
};

it.each([
  [{}, { node1: ['mariadb'] }],
  [{ replica: true }, { node1: ['mariadb'], replica1: ['replica'] }],
  [
    { galera: true, replica: true },
    { node1: ['galera'], node2: ['galera'], node3: ['galera'], replica1: ['replica'] },
  ],
])('is found and valid where no other environment file is: %o', async (topology, roles) => {
  const directory = await mkdtemp(join(tmpdir(), 'aether-'));
  const layout = layoutOf(join(directory, '.aether'), 0);
  await mkdir(dirname(layout.environmentFile), { recursive: true });
  await writeFile(layout.environmentFile, renderEnvironmentFile({ ...state, ...topology }));
  await mkdir(layout.secretsDir);
  await writeFile(join(layout.secretsDir, 'aether_migrator'), 'secret-of-migrator\n');

  const { config, secret, resolvePath, warnings } = await loadEnvironment({
    cwd: directory,
    variables: {},
    stateDir: join(directory, '.aether'),
    redactor: createRedactor(),
  });
  expect(Object.fromEntries(Object.entries(config.hosts).map(([name, host]) => [name, host.roles]))).toEqual(
    roles,
  );
  expect(config.name).toBe('sandbox');
  expect(config.hosts['node1']).toMatchObject({ address: '127.0.0.1', ports: { mariadb: 15_000 } });
  expect(config.mariadb).toMatchObject({ version: '11.8', database: 'aethermart' });
  expect(resolvePath(config.mariadb.tls.ca ?? '')).toBe(layout.tlsCa);
  expect(await secret(config.mariadb.accounts['migrator']?.password ?? '')).toBe('secret-of-migrator');
  expect(warnings).toEqual([]);
  await rm(directory, { recursive: true });
});
