/** What an account may do, as GRANT says it. */
export interface Grant {
  readonly privileges: readonly string[];
  /**
   * `server`: on `*.*`; `databases`: on all of aether's, by one pattern, as the server heeds only one that matches;
   * `drills`: on the databases that failover drills make for themselves.
   */
  readonly on: 'server' | 'databases' | 'drills';
  readonly withGrantOption?: true;
}

/** What the database of every failover drill begins with; no other one does. */
export const DRILL_DATABASE_PREFIX = 'aether_drill_';

export interface Account {
  /** Default name of the user on the server; the environment file may call it otherwise. */
  readonly user: string;
  /** `%`: over the network, with TLS required. `localhost`: over the socket alone. */
  readonly from: '%' | 'localhost';
  /** For people: what uses it. */
  readonly usedFor: string;
  /** Whether an environment file declares it: `always`, `if-used`, or `never` if aether does not log in with it. */
  readonly declared: 'always' | 'if-used' | 'never';
  readonly grants: readonly Grant[];
}

const READ_WRITE = ['SELECT', 'INSERT', 'UPDATE', 'DELETE'] as const;
const CHANGE_TABLES = ['CREATE', 'DROP', 'ALTER', 'INDEX'] as const;

/**
 * Every account with all that it needs and nothing more: the one place that says so. The sandbox makes its accounts from
 * it, `aether check` compares what they have with it, docs/accounts.md is generated from it.
 */
export const ACCOUNT_TABLE = {
  admin: {
    user: 'aether_admin',
    from: '%',
    usedFor: 'aether check and all administration',
    declared: 'always',
    grants: [{ privileges: ['ALL PRIVILEGES'], on: 'server', withGrantOption: true }],
  },
  migrator: {
    user: 'aether_migrator',
    from: '%',
    usedFor: 'aether schema apply',
    declared: 'always',
    grants: [
      {
        // GRANT OPTION: it gives the roles of the schema their rights.
        privileges: [
          ...READ_WRITE,
          ...CHANGE_TABLES,
          'REFERENCES',
          'TRIGGER',
          'CREATE VIEW',
          'SHOW VIEW',
          'CREATE ROUTINE',
          'ALTER ROUTINE',
          'EXECUTE',
          'CREATE TEMPORARY TABLES',
          'LOCK TABLES',
          'EVENT',
          'DELETE HISTORY',
        ],
        on: 'databases',
        withGrantOption: true,
      },
      // SET USER: objects with another definer. PROCESS: who holds the lock that an ALTER waits for.
      { privileges: ['SET USER', 'PROCESS'], on: 'server' },
    ],
  },
  ingest: {
    user: 'aether_ingest',
    from: '%',
    usedFor: 'aether ingest',
    declared: 'always',
    grants: [
      {
        // LOAD DATA LOCAL needs INSERT alone. CREATE, DROP, ALTER and INDEX: staging tables and deferred indexes.
        // SHOW VIEW: whether the tables of a view, if that is the target, can roll back.
        privileges: [...READ_WRITE, 'EXECUTE', 'CREATE TEMPORARY TABLES', ...CHANGE_TABLES, 'SHOW VIEW'],
        on: 'databases',
      },
    ],
  },
  reader: {
    user: 'aether_reader',
    from: '%',
    usedFor: 'reports',
    declared: 'always',
    grants: [{ privileges: ['SELECT', 'SHOW VIEW'], on: 'databases' }],
  },
  search: {
    user: 'aether_search',
    from: '%',
    usedFor: 'aether embed and aether search',
    declared: 'if-used',
    grants: [
      {
        // Each embedding space has a table with a trigger and is swapped in by a view.
        privileges: [...READ_WRITE, ...CHANGE_TABLES, 'TRIGGER', 'CREATE VIEW', 'SHOW VIEW'],
        on: 'databases',
      },
    ],
  },
  monitor: {
    user: 'aether_monitor',
    from: '%',
    usedFor: 'watching the servers; reads no table',
    declared: 'if-used',
    grants: [{ privileges: ['PROCESS', 'BINLOG MONITOR', 'SLAVE MONITOR'], on: 'server' }],
  },
  drill: {
    user: 'aether_drill',
    from: '%',
    usedFor: 'the writes of a failover drill',
    declared: 'if-used',
    grants: [
      { privileges: [...READ_WRITE, 'CREATE', 'DROP'], on: 'drills' },
      { privileges: ['BINLOG MONITOR', 'SLAVE MONITOR'], on: 'server' },
    ],
  },
  evict: {
    user: 'aether_evict',
    from: '%',
    usedFor: 'evicting a dead member from the cluster',
    declared: 'if-used',
    // The options of the Galera provider can be set with SUPER alone.
    grants: [{ privileges: ['SUPER'], on: 'server' }],
  },
  backup: {
    user: 'aether_backup',
    from: 'localhost',
    usedFor: 'mariadb-backup and state transfers, over the socket of its server',
    declared: 'never',
    grants: [
      {
        privileges: ['RELOAD', 'PROCESS', 'LOCK TABLES', 'BINLOG MONITOR', 'SLAVE MONITOR'],
        on: 'server',
      },
    ],
  },
  replication: {
    user: 'aether_replication',
    from: '%',
    usedFor: 'a replica that reads the binary log of its primary',
    declared: 'never',
    grants: [{ privileges: ['REPLICATION SLAVE'], on: 'server' }],
  },
} as const satisfies Record<string, Account>;

/** A key of `mariadb.accounts` in the environment file, and of the table. */
export type AccountKey = keyof typeof ACCOUNT_TABLE;

export const ACCOUNT_KEYS = Object.keys(ACCOUNT_TABLE) as readonly AccountKey[];

/** The row of an account, as the general type. */
export function accountOf(key: AccountKey): Account {
  return ACCOUNT_TABLE[key];
}

/**
 * Owns views, routines and triggers, which run with its rights; locked, so that nobody logs in as it. Its name is fixed:
 * the migrations name it.
 */
export const DEFINER: Pick<Account, 'user' | 'from' | 'grants'> = {
  user: 'aether_definer',
  from: 'localhost',
  grants: [
    {
      privileges: [...READ_WRITE, 'EXECUTE', 'TRIGGER', 'CREATE TEMPORARY TABLES'],
      on: 'databases',
    },
  ],
};
