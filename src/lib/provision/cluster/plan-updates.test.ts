import { describe, expect, it } from 'vitest';
import { environmentSchema } from '../../infra/config/environment-schema.ts';
import { parseUpdates } from '../packages/updates.ts';
import type { ClusterFacts } from './cluster-facts.ts';
import { planUpdates } from './plan-updates.ts';

const environment = environmentSchema.parse({
  name: 'shop',
  hosts: {
    db1: { address: '10.0.0.1', roles: ['galera'] },
    db2: { address: '10.0.0.2', roles: ['galera'] },
    replica1: { address: '10.0.0.3', roles: ['replica'] },
  },
  mariadb: { version: '11.8', galera: { cluster_name: 'shop' } },
});

function plan(printed: Readonly<Record<string, string>>, chosen = ['db1', 'db2', 'replica1']) {
  const updates = new Map(Object.entries(printed).map(([host, text]) => [host, parseUpdates(text)]));
  return planUpdates({ environment, chosen, updates } as unknown as ClusterFacts);
}

const NEWER = 'update mariadb-server 1:11.8.6+ds-0 1:11.8.9+ds-0 newer';

describe('the plan of updates', () => {
  it('has replicas first, then one member at a time, in one group that stops at the first failure', () => {
    const steps = plan({ db1: NEWER, db2: NEWER, replica1: `${NEWER}\nupdate galera-4 26.4.1 26.4.2 newer` });
    expect(steps.map(({ id, group }) => [id, group])).toEqual([
      ['replica1.update', 'galera'],
      ['db1.update', 'galera'],
      ['db2.update', 'galera'],
    ]);
    expect(steps[0]).toMatchObject({
      summary: 'update mariadb-server to 1:11.8.9+ds-0, galera-4 to 26.4.2; restart it, alone',
      why: 'it has 1:11.8.6+ds-0',
    });
  });

  it('is empty for what is up to date, and for hosts that the run is not about', () => {
    expect(plan({ db1: '', db2: NEWER }, ['db1'])).toEqual([]);
  });

  it.each([
    [
      'below what is installed',
      'update mariadb-server 1:11.8.9+ds-0 1:11.8.6+ds-0 older',
      /^db1 has mariadb-server 1:11\.8\.9\+ds-0, and its repositories offer 1:11\.8\.6\+ds-0, which is older/,
    ],
    [
      'of another series',
      'update mariadb-server 1:11.8.6 1:12.3.1 newer',
      /^db1 has MariaDB 1:11\.8\.6, and its repositories offer 1:12\.3\.1, another series than 11\.8/,
    ],
  ])('is refused for a candidate %s', (_what, printed, message) => {
    expect(() => plan({ db1: printed })).toThrow(message);
  });
});
