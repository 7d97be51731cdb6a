import { expect, it } from 'vitest';
import { createTextView } from '../infra/output/text-view.ts';
import { renderVersion } from './render-version.ts';

const view = createTextView(0, Infinity);
const BUILD = {
  version: '0.1.0',
  commit: '0123456789ab',
  has_local_changes: true,
  built_at: '2026-11-30T21:33:17.123Z',
  node: '20.20.2',
  platform: 'linux x64 6.8.0',
};

it('names the build, and each server with what it is or why that is unknown', () => {
  const servers = [
    { host: 'node1', kind: 'mariadb', server: 'MariaDB 11.8.9', reason: null },
    { host: 'node2', kind: 'mariadb', server: null, reason: 'node2 refuses the connection' },
  ] as const;
  const found = { environment: 'staging', files: ['/srv/aether.yaml'], servers };
  expect(renderVersion(BUILD, found, view)).toBe(
    [
      'aether       0.1.0',
      'commit       0123456789ab with local changes, built 2026-11-30 21:33 UTC',
      'Node         20.20.2',
      'platform     linux x64 6.8.0',
      'environment  staging (/srv/aether.yaml)',
      'node1        MariaDB 11.8.9',
      'node2        unknown: node2 refuses the connection',
    ].join('\n'),
  );
});

it('says that the commit is unknown, and nothing about servers without an environment', () => {
  const text = renderVersion({ ...BUILD, commit: null, has_local_changes: null, built_at: null }, null, view);
  expect(text.split('\n')).toEqual([
    'aether    0.1.0',
    'commit    unknown',
    'Node      20.20.2',
    'platform  linux x64 6.8.0',
  ]);
});
