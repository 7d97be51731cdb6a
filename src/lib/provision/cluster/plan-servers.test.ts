import { describe, expect, it } from 'vitest';
import { environmentSchema } from '../../infra/config/environment-schema.ts';
import type { SettingChanges } from '../mariadb/setting-class.ts';
import type { ClusterFacts } from './cluster-facts.ts';
import { parseUpdates } from '../packages/updates.ts';
import { reportOf } from './fleet.ts';
import { planFullStop } from './plan-full-stop.ts';
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
const UNMOUNTED = 'unit inactive\npackage installed\ninstalled-by aether\nunmounted';
const stopped = (seqno: number) =>
  `${INSTALLED}\ndirectory shop\ngrastate-uuid ${UUID}\ngrastate-seqno ${seqno}`;
const LIVE = `unit active\npackage installed\ninstalled-by aether\nconfig-on-disk a\n@status\nwsrep_cluster_status\tPrimary\nwsrep_cluster_state_uuid\t${UUID}\nwsrep_cluster_size\t3\nwsrep_local_state_comment\tSynced\nwsrep_last_committed\t9\n@variables\nwsrep_on\tON`;

const AS_WANTED: SettingChanges = { refused: [], fullStop: [], rolling: [], dynamic: [] };

type Texts = Readonly<Record<string, string | undefined>>;
type Changes = Readonly<Record<string, Partial<SettingChanges> | undefined>>;

function factsOf(texts: Texts, chosen: readonly string[], changes: Changes = {}): ClusterFacts {
  const servers = new Map<string, ServerReport>();
  for (const [name, text] of Object.entries(texts))
    if (text !== undefined) servers.set(name, parseServer(name, `${text}\n@end`));
  const known = chosen.filter((name) => !(name in changes) || changes[name] !== undefined);
  return {
    environment,
    chosen,
    adopted: [],
    updates: new Map(),
    servers,
    members: MEMBERS.map((name) => reportOf(environment, name, servers.get(name))),
    changedAccounts: new Map(),
    settings: new Map(known.map((name) => [name, { ...AS_WANTED, ...changes[name] }])),
  };
}

function plan(texts: Texts, chosen: readonly string[] = Object.keys(environment.hosts), changes?: Changes) {
  return planServers(factsOf(texts, chosen, changes)).map(
    ({ id, action, host }) => `${action} ${id} on ${host}`,
  );
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

  describe('if members run and none has a primary component', () => {
    const history = `directory shop\ngrastate-uuid ${UUID}\ngrastate-seqno -1`;
    const starting = `unit activating\npackage installed\ninstalled-by aether\n${history}`;
    const [alone, standalone] = [
      LIVE.replace('Primary', 'non-Primary'),
      LIVE.replace('wsrep_on\tON', 'wsrep_on\tOFF'),
    ].map((text) => text.replace('config-on-disk a', `config-on-disk a\n${history}`));
    const noCluster = (standalone ?? '').replace(
      'wsrep_cluster_status\tPrimary',
      'wsrep_cluster_status\tDisconnected',
    );

    it('stops them, and bootstraps the one that is ahead', () => {
      expect(plan({ db1: starting, db2: alone, db3: INSTALLED }, MEMBERS)).toEqual([
        'stop db1.stop on db1',
        'stop db2.stop on db2',
        'start cluster.bootstrap on db1',
        'create db1.accounts on db1',
        'start db1.join on db1',
        'start db2.join on db2',
        'start db3.join on db3',
      ]);
    });

    it('stops nothing while a member lives', () => {
      expect(() => plan({ db1: starting, db2: LIVE, db3: LIVE }, MEMBERS)).toThrow(
        /^db1 runs and is not in the cluster/,
      );
    });

    it.each<[string, Texts, string[], RegExp]>([
      ['one cannot be reached', { db1: starting, db2: undefined, db3: INSTALLED }, MEMBERS, /^db2 cannot be/],
      [
        'one runs without Galera',
        { db1: noCluster, db2: alone, db3: INSTALLED },
        MEMBERS,
        /^db1 and db2 run without/,
      ],
      [
        'one is left out',
        { db1: starting, db2: alone, db3: INSTALLED },
        ['db1', 'db3'],
        /^db1 and db2 run without/,
      ],
    ])('is refused if %s', (_what, texts, chosen, reason) => {
      expect(() => plan(texts, chosen)).toThrow(reason);
    });
  });

  it('lets one member join a cluster that lives, and does nothing with the others', () => {
    expect(plan({ db1: LIVE, db2: LIVE, db3: INSTALLED }, MEMBERS)).toEqual([
      'create db1.accounts on db1',
      'keep db1.join on db1',
      'keep db2.join on db2',
      'start db3.join on db3',
    ]);
  });

  it('decides nothing from a member whose data disk it mounts first, and takes its data for no others', () => {
    expect(plan({ db1: stopped(7), db2: UNMOUNTED, db3: INSTALLED }, MEMBERS)).toEqual([
      'start cluster.bootstrap on db1',
      'create db1.accounts on db1',
      'start db1.join on db1',
      'start db2.join on db2',
      'start db3.join on db3',
    ]);
    expect(plan({ db1: LIVE, db2: LIVE, db3: UNMOUNTED }, MEMBERS)).toContain('start db3.join on db3');
    expect(plan({ db1: LIVE, db2: LIVE, db3: LIVE, replica1: UNMOUNTED })).not.toContain(
      'create replica1.seed on replica1',
    );
  });

  it('bootstraps nothing while the data disk of a member that it leaves out is not mounted', () => {
    expect(() => plan({ db1: stopped(7), db2: UNMOUNTED, db3: INSTALLED }, ['db1'])).toThrow(
      /^the data disk of db2 is not mounted, and its data may be ahead of the others/,
    );
  });

  it('lets a member that is down join before another one is restarted', () => {
    const changes = { db1: { rolling: ['back_log'] } };
    expect(plan({ db1: LIVE, db2: LIVE, db3: INSTALLED }, MEMBERS, changes)).toEqual([
      'create db1.accounts on db1',
      'keep db2.join on db2',
      'start db3.join on db3',
      'change db1.restart on db1',
    ]);
  });

  it.each<[string, Partial<SettingChanges> | undefined, string]>([
    [
      'needs a start',
      { rolling: ['back_log'], dynamic: [['max_connections', '7']] },
      'change db2.restart on db2',
    ],
    ['can be set', { dynamic: [['max_connections', '7']] }, 'change db2.set on db2'],
    ['nobody knows', undefined, 'change db2.restart on db2'],
    ['is none', {}, 'keep db2.join on db2'],
  ])('restarts a member only if a change of its settings %s', (_what, changes, step) => {
    expect(plan({ db1: LIVE, db2: LIVE, db3: LIVE }, MEMBERS, { db2: changes })).toContain(step);
  });

  it('restarts a member once for new settings and newer packages together', () => {
    const changes = { db2: { rolling: ['back_log'] }, db3: { rolling: ['back_log'] } };
    const facts = factsOf({ db1: LIVE, db2: LIVE, db3: LIVE }, MEMBERS, changes);
    const updates = new Map([
      ['db2', parseUpdates('update mariadb-server 1:11.8.6+ds-0 1:11.8.9+ds-0 newer')],
    ]);
    const steps = planServers({ ...facts, updates }).filter(({ action }) => action === 'change');
    expect(steps.map(({ id }) => id)).toEqual(['db3.restart', 'db2.update']);
  });

  describe('for a change that all members must have at any time', () => {
    const timers = { fullStop: ['evs.suspect_timeout'] };
    const changes = { db1: timers, db2: timers, db3: timers };
    const live = { db1: LIVE, db2: LIVE, db3: LIVE };
    const stop = (texts: Texts, chosen = MEMBERS) => planFullStop(factsOf(texts, chosen, changes));

    it('stops the whole cluster, once its name is typed, and bootstraps it', () => {
      expect(stop(live)).toMatchObject([
        {
          id: 'cluster.stop',
          destructive: true,
          risk: 'stops every server of the cluster',
          why: expect.stringMatching(/^evs\.suspect_timeout must/),
        },
      ]);
      expect(plan(live, MEMBERS, changes)).toEqual([
        'start cluster.bootstrap on db1',
        'create db1.accounts on db1',
        'start db2.join on db2',
        'start db3.join on db3',
      ]);
    });

    it('goes on after a stop that was cut off, and stops nothing that is stopped', () => {
      expect(stop({ ...live, db1: stopped(9) })).toHaveLength(1);
      expect(stop({ db1: stopped(9), db2: stopped(9), db3: stopped(8) })).toEqual([]);
    });

    it.each<[string, Texts, string[], RegExp]>([
      ['leaves a member out', live, ['db1', 'db2'], /leaves db3 out/],
      ['cannot reach a member', { ...live, db3: undefined }, MEMBERS, /db3 might not come back/],
      [
        'finds a member without a position',
        { ...live, db3: stopped(-1) },
        MEMBERS,
        /db3 might not come back/,
      ],
      [
        'finds a member that the file does not name',
        { ...live, db2: LIVE.replace('@variables', 'wsrep_incoming_addresses\t10.0.0.9:3306\n@variables') },
        MEMBERS,
        /db2 knows a member at 10\.0\.0\.9/,
      ],
    ])('refuses it if it %s', (_what, texts, chosen, reason) => {
      expect(() => stop(texts, chosen)).toThrow(reason);
    });
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
