import { describe, expect, it } from 'vitest';
import { environmentSchema } from '../../infra/config/environment-schema.ts';
import { step } from '../steps/mariadb-config.ts';
import type { HostView } from '../step-spec.ts';
import { CONFIG_FILE, PROVEN_CONFIG, RUNNING_SETTINGS } from './places.ts';
import { KEEP_PROVEN } from './proven-config.ts';
import { serverConfig } from './server-config.ts';
import { withoutSecrets } from './setting-class.ts';

const environment = environmentSchema.parse({
  name: 'shop',
  ssh: { user: 'admin', key: 'key' },
  hosts: { db1: { address: '10.0.0.1', roles: ['galera'] } },
  mariadb: { version: '11.8', galera: { cluster_name: 'shop' } },
});
const view: HostView = {
  name: 'db1',
  host: environment.hosts['db1']!,
  environment,
  facts: { os: 'debian', osVersion: '13', isContainer: true, memoryBytes: 2 ** 32, clockSeconds: 0 },
  material: { passwords: { backup: 'x' }, authority: undefined, authorityPassphrase: undefined },
};
const wanted = await serverConfig(view);
const other = (bytes: number) => wanted.replace(/gcache\.size=\d+/, `gcache.size=${bytes}`);

interface Files {
  readonly config?: string;
  readonly running?: string;
  readonly proven?: string;
  readonly server?: 'active' | 'inactive';
}

/** Whether the option file that is there is kept before the new one takes its place. */
async function isKept({ config, running, proven, server = 'active' }: Files): Promise<boolean> {
  const see = (path: string, content: string | undefined) =>
    content === undefined
      ? `file ${path}\nabsent\n\n.`
      : `file ${path}\n640 root:mysql\n${Buffer.from(content).toString('base64')}\n.`;
  const seen = [
    see(CONFIG_FILE, config),
    see(RUNNING_SETTINGS, running === undefined ? undefined : withoutSecrets(running)),
    see(PROVEN_CONFIG, proven),
    `server ${server}`,
  ].join('\n');
  const verdict = await step.judge(seen, view);
  if (verdict.kind !== 'change') throw new Error('the file is as it should be');
  return (await verdict.script()).includes(KEEP_PROVEN);
}

describe('the option file before a change', () => {
  it.each<[string, Files]>([
    ['the server runs with it', { config: other(1), running: other(1) }],
    [
      'the server runs with it and an older one is kept',
      { config: other(1), running: other(1), proven: other(2) },
    ],
    ['the server is stopped and none is kept', { config: other(1), running: other(1), server: 'inactive' }],
  ])('is kept if %s', async (_what, files) => {
    expect(await isKept(files)).toBe(true);
  });

  it.each<[string, Files]>([
    ['there is none', {}],
    [
      'the server runs with another one, which is kept',
      { config: other(1), running: other(2), proven: other(2) },
    ],
    [
      'a server that is stopped has not started with it',
      { config: other(1), proven: other(2), server: 'inactive' },
    ],
    ['only a comment changes', { config: `${wanted}# by hand\n`, running: `${wanted}# by hand\n` }],
    [
      'only the addresses of the members change',
      { config: wanted.replace('gcomm://10.0.0.1', 'gcomm://10.0.0.9'), running: wanted },
    ],
  ])('is not kept if %s', async (_what, files) => {
    expect(await isKept(files)).toBe(false);
  });
});
