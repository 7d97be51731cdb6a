import { expect, it } from 'vitest';
import { environmentSchema } from '../../infra/config/environment-schema.ts';
import type { HostView } from '../step-spec.ts';
import { step } from './mariadb-service.ts';

const environment = environmentSchema.parse({
  name: 'shop',
  hosts: {
    db1: { address: '10.0.0.1', roles: ['galera'] },
    db2: { address: '10.0.0.2', roles: ['galera'] },
    db3: { address: '10.0.0.3', roles: ['galera'] },
    replica1: { address: '10.0.0.4', roles: ['replica'] },
  },
  mariadb: { version: '11.8', galera: { cluster_name: 'shop' } },
});

/** The lines that the step would write on a host that has none of it. */
async function written(name: string): Promise<string> {
  const view = { name, host: environment.hosts[name]!, environment } as unknown as HostView;
  const { diff } = (await step.judge('', view)) as { readonly diff: readonly string[] };
  return diff.map((line) => line.replace(/^\+/, '')).join('\n');
}

it('a member that boots before the others is started again within bounds; a replica is left to its unit', async () => {
  const member = await written('db1');
  expect(member).toContain(
    '[Unit]\nStartLimitIntervalSec=30min\nStartLimitBurst=30\n[Service]\nRestart=on-failure\n',
  );
  const replica = await written('replica1');
  expect(replica).toContain('[Service]');
  expect(replica).not.toMatch(/Restart=|StartLimit/);
});
