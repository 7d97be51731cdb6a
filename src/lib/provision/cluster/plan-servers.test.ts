import { describe, expect, it } from 'vitest';
import { environmentSchema } from '../../infra/config/environment-schema.ts';
import { reportOf } from './fleet.ts';
import { planServers } from './plan-servers.ts';
import { parseServer, type ServerReport } from './server-report.ts';

const UUID = 'f30a10e7-e6f1-11f1-b2f5-feaea2725bf8';
const MEMBERS = ['db1', 'db2', 'db3'];

const environment = environmentSchema.parse({
  name: 'shop',
  ssh: { user: 'admin', key: 'key' },
  hosts: Object.fromEntries(
    [...MEMBERS, 'replica1'].map((name, index) => [
      name,
      { address: `10.0.0.${index + 1}`, roles: [name === 'replica1' ? 'replica' : 'galera'] },
    ]),
  ),
  mariadb: { version: '11.8', galera: { cluster_name: 'shop' } },
});

const BARE = 'unit inactive';
const INSTALLED = 'unit inactive\npackage installed\ninstalled-by aether\ndirectory mysql';
const stopped = (seqno: number) =>
  `${INSTALLED}\ndirectory shop\ngrastate-uuid ${UUID}\ngrastate-seqno ${seqno}`;
const LIVE = `unit active\npackage installed\ninstalled-by aether\nconfig-on-disk a\nconfig-running a\n@status\nwsrep_cluster_status\tPrimary\nwsrep_cluster_state_uuid\t${UUID}\nwsrep_cluster_size\t3\nwsrep_local_state_comment\tSynced\nwsrep_last_committed\t9\n@variables\nwsrep_on\tON`;

function plan(
  texts: Readonly<Record<string, string | undefined>>,
  chosen: readonly string[] = Object.keys(environment.hosts),
) {
  const servers = new Map<string, ServerReport>();
  for (const [name, text] of Object.entries(texts))
    if (text !== undefined) servers.set(name, parseServer(name, `${text}\n@end`));
  return planServers({
    environment,
    chosen,
    servers,
    members: MEMBERS.map((name) => reportOf(environment, name, servers.get(name))),
    changedAccounts: new Map(),
    newConfig: new Set(),
  }).map(({ id, action, host }) => `${action} ${id} on ${host}`);
}

describe('the plan of the servers', () => {
  it('is whole for bare machines', () => {
    expect(plan({ db1: BARE, db2: BARE, db3: BARE, replica1: BARE })).toEqual([
      'start cluster.bootstrap on db1',
      'create db1.accounts on db1',
      'start db2.join on db2',
      'start db3.join on db3',
      'create replica1.seed on replica1',
      'start replica1.start on replica1',
      'start replica1.follow on replica1',
    ]);
  });

  it('bootstraps a stopped cluster on the member that is ahead, and lets the others join', () => {
    expect(plan({ db1: stopped(7), db2: stopped(9), db3: INSTALLED }, MEMBERS)).toEqual([
      'start cluster.bootstrap on db2',
      'create db2.accounts on db2',
      'start db1.join on db1',
      'start db3.join on db3',
    ]);
  });

  it('lets one member join a cluster that lives, and does nothing with the others', () => {
    expect(plan({ db1: LIVE, db2: LIVE, db3: INSTALLED }, MEMBERS)).toEqual([
      'create db1.accounts on db1',
      'keep db1.join on db1',
      'keep db2.join on db2',
      'start db3.join on db3',
    ]);
  });

  it('restarts a member that runs with an older option file', () => {
    const older = LIVE.replace('config-running a', 'config-running b');
    expect(plan({ db1: LIVE, db2: older, db3: LIVE }, MEMBERS)).toContain('change db2.restart on db2');
  });

  it.each([
    ['a member has data of no cluster', 'db3', `${INSTALLED}\ndirectory shop`, 'start db3.join on db3'],
    ['a member is ahead of the cluster', 'db3', stopped(10), 'start db3.join on db3'],
    [
      'a member has no readable position',
      'db3',
      `${stopped(-1)}\nrecovered unreadable`,
      'start db3.join on db3',
    ],
    [
      'a replica has data of its own',
      'replica1',
      `${INSTALLED}\ndirectory shop`,
      'create replica1.seed on replica1',
    ],
  ])('moves data aside before they would be overwritten, if %s', (_what, host, text, next) => {
    const steps = plan({ db1: LIVE, db2: LIVE, db3: LIVE, [host]: text }, [host]);
    expect(steps.slice(steps.indexOf(next) - 1)).toEqual(
      expect.arrayContaining([`change ${host}.set-aside on ${host}`, next]),
    );
  });

  it.each<[string, Record<string, string | undefined>, string[], RegExp]>([
    [
      'a member that is not asked for cannot be reached',
      { db1: BARE, db2: BARE, db3: undefined },
      ['db1', 'db2'],
      /^db3 cannot be reached/,
    ],
    [
      'the member that is ahead is left out',
      { db1: stopped(7), db2: stopped(9), db3: INSTALLED },
      ['db1', 'db3'],
      /bootstrapped on db2, which is ahead/,
    ],
    [
      'a server is somebody else’s',
      { db1: 'unit active\npackage installed', db2: BARE, db3: BARE },
      MEMBERS,
      /^db1 has a MariaDB server that aether did not install/,
    ],
  ])('is refused if %s', (_what, texts, chosen, reason) => {
    expect(() => plan(texts, chosen)).toThrow(reason);
  });
});
